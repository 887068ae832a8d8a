"""A Django service with SimpleJWT in one file. `python3 service.py <users>` creates its tables and its users."""

import os
import sys

import django
from django.conf import settings

DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": os.environ["BENCH_DB_NAME"],
    "USER": os.environ["BENCH_DB_USER"],
    "PASSWORD": os.environ["BENCH_DB_PASSWORD"],
    "HOST": "127.0.0.1",
    "PORT": os.environ["BENCH_DB_PORT"],
    "CONN_MAX_AGE": None,
}
ROTATES = os.environ.get("BENCH_ROTATE") == "1"
BLACKLIST = ["rest_framework_simplejwt.token_blacklist"]

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY=os.environ["BENCH_SECRET"],
    ROOT_URLCONF="service",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": DATABASE},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"] + BLACKLIST * ROTATES,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    PASSWORD_HASHERS=["hasher.SameArgon2Hasher"],
    REST_FRAMEWORK={"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]},
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": ROTATES, "BLACKLIST_AFTER_ROTATION": ROTATES},
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework_simplejwt import views  # noqa: E402

urlpatterns = [
    path("api/token/", views.TokenObtainPairView.as_view()),
    path("api/token/refresh/", views.TokenRefreshView.as_view()),
    path("api/token/verify/", views.TokenVerifyView.as_view()),
    path("livez", lambda request: HttpResponse("ok")),
]
application = get_wsgi_application()


def prepare(users):
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    password = make_password(os.environ["BENCH_PASSWORD"])
    made = [User(username=f"user{nth}@bench.test", password=password) for nth in range(1, users + 1)]
    User.objects.bulk_create(made, batch_size=1000)


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
