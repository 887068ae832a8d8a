"""A Django project with SimpleJWT, as one file: users log in by e-mail, and used refresh tokens are blacklisted.

django_site.py <folder> serve <port> | hashers | users | dumpdata LABEL...
"""
import json
import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.auth import hashers

FOLDER = sys.argv[1]
TOKEN_FILE = os.path.join(FOLDER, 'write-back-token')

# From Django 1.4 to 5; no version has all of them.
HASHERS = ['PBKDF2PasswordHasher', 'PBKDF2SHA1PasswordHasher', 'Argon2PasswordHasher', 'BCryptSHA256PasswordHasher',
           'BCryptPasswordHasher', 'ScryptPasswordHasher', 'SHA1PasswordHasher', 'MD5PasswordHasher',
           'UnsaltedSHA1PasswordHasher', 'UnsaltedMD5PasswordHasher']

settings.configure(
    SECRET_KEY=os.environ['DJANGO_SECRET_KEY'],
    ALLOWED_HOSTS=['*'],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.path.join(FOLDER, 'db.sqlite3'),
                           'OPTIONS': {'timeout': 60}}},
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'rest_framework', 'rest_framework_simplejwt',
                    'rest_framework_simplejwt.token_blacklist'],
    AUTHENTICATION_BACKENDS=['django_site.EmailBackend'],
    ROOT_URLCONF='django_site',
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    USE_TZ=True,
    PASSWORD_HASHERS=['django.contrib.auth.hashers.' + name for name in HASHERS if hasattr(hashers, name)],
    SIMPLE_JWT={'ROTATE_REFRESH_TOKENS': True, 'BLACKLIST_AFTER_ROTATION': True},
)
# Django finds the module by its name, no matter how it was started.
sys.modules.setdefault('django_site', sys.modules['__main__'])
django.setup()

from django.contrib.auth.backends import ModelBackend  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.crypto import constant_time_compare  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer  # noqa: E402
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView, TokenVerifyView  # noqa: E402


class EmailBackend(ModelBackend):
    def authenticate(self, request, email=None, password=None, **kwargs):
        user = User.objects.filter(email=email).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class EmailSerializer(TokenObtainPairSerializer):
    username_field = 'email'


class DocumentedVerifyView(TokenVerifyView):
    # The published document shows an empty list. SimpleJWT itself answers with an empty object.
    def post(self, request, *args, **kwargs):
        super().post(request, *args, **kwargs)
        return Response([])


@csrf_exempt
@require_POST
def new_password(request):
    # The code that docs/cut-over.md shows.
    if not constant_time_compare(request.headers.get('Authorization', ''), 'Bearer ' + open(TOKEN_FILE).read()):
        return HttpResponse(status=401)
    change = json.loads(request.body)
    user = User.objects.filter(pk=change['externalId']).first()
    if user is None:
        return HttpResponse(status=404)
    user.set_password(change['password'])
    user.save()
    return HttpResponse(status=204)


urlpatterns = [
    path('new-password', new_password),
    path('api/token/', TokenObtainPairView.as_view(serializer_class=EmailSerializer)),
    path('api/token/refresh/', TokenRefreshView.as_view()),
    path('api/token/verify/', DocumentedVerifyView.as_view()),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def add_user(email, password, username=None, active=True, superuser=False, hasher=None, iterations=None):
    create = User.objects.create_superuser if superuser else User.objects.create_user
    user = create(username or email, email, password if hasher is None else None, is_active=active)
    if hasher is not None:
        by = hashers.get_hasher(hasher)
        cost = {} if iterations is None else {'iterations': iterations}
        user.password = by.encode(password, by.salt(), **cost)
        user.save()


def main(command, *words):
    if command == 'serve':
        call_command('migrate', verbosity=0)
        server = make_server('127.0.0.1', int(words[0]), get_wsgi_application(), Server, Handler)
        server.serve_forever()
    elif command == 'hashers':
        print(json.dumps([each.algorithm for each in hashers.get_hashers()]))
    elif command == 'users':
        for each in json.load(sys.stdin):
            add_user(**each)
        print('{}')
    elif command == 'dumpdata':
        call_command('dumpdata', *words)


main(*sys.argv[2:])
