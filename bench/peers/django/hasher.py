"""The hash that Portero uses by default, so that both services do the same work at a log-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SameArgon2Hasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19456
    parallelism = 1
