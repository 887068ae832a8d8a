"""Prints hashes of one password made by Django, passlib and Werkzeug. Run by Debian's /usr/bin/python3."""
import json, sys
import django
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers." + n for n in (
    "PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "Argon2PasswordHasher", "BCryptSHA256PasswordHasher",
    "BCryptPasswordHasher", "SHA1PasswordHasher", "MD5PasswordHasher", "UnsaltedMD5PasswordHasher")])
django.setup()
from django.contrib.auth.hashers import make_password
from passlib import hash as h
from werkzeug.security import generate_password_hash as w
P = "Contraseña 密码!"
out = []
def add(origin, stored): out.append({"origin": origin, "password": P, "stored": stored})
for n in ("pbkdf2_sha256", "pbkdf2_sha1", "argon2", "bcrypt_sha256", "bcrypt", "sha1", "md5", "unsalted_md5"):
    try: add("Django " + n, make_password(P, hasher=n))
    except Exception as e: print(n, e, file=sys.stderr)
for m in ("pbkdf2:sha256:260000", "pbkdf2:sha512:120000", "scrypt:32768:8:1", "sha256"):
    try: add("Werkzeug " + m, w(P, method=m))
    except Exception as e: print(m, e, file=sys.stderr)
for n in ("pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha512", "scrypt", "argon2", "bcrypt", "bcrypt_sha256", "phpass",
          "sha256_crypt", "sha512_crypt", "md5_crypt", "apr_md5_crypt", "ldap_salted_sha1", "ldap_sha1", "ldap_md5",
          "ldap_salted_md5", "ldap_salted_sha256", "ldap_salted_sha512", "hex_md5", "hex_sha1", "hex_sha256", "hex_sha512"):
    try: add("passlib " + n, getattr(h, n).using(**({"rounds": 10} if n in ("scrypt", "bcrypt", "bcrypt_sha256", "phpass") else {"rounds": 20000} if n.endswith("_crypt") and n.startswith("sha") else {})).hash(P))
    except Exception as e: print(n, e, file=sys.stderr)
add("passlib phpass of phpBB", h.phpass.using(ident="H", rounds=10).hash(P))
for t in ("i", "d", "id"):
    try: add("passlib argon2" + t, h.argon2.using(type=t.upper(), memory_cost=8192, rounds=2).hash(P))
    except Exception as e: print(t, e, file=sys.stderr)
print(json.dumps(out, ensure_ascii=False, indent=1))
