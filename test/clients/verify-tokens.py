"""Verifies tokens with PyJWT, as a service in Python does.

Reads {"jwks_uri": ..., "cases": [...]} from its input. Each case is a token with the expectations of its verifier: the
algorithm, the secret (null for the published keys), the issuer, audience, typ and claims. Writes one line of JSON with
the claims of each case, or null if the token was refused.
"""

import json
import sys

import jwt


def verify(case, keys):
    token = case["token"]
    if case["typ"] is not None and jwt.get_unverified_header(token).get("typ") != case["typ"]:
        raise jwt.InvalidTokenError("Wrong type")
    key = case["secret"] or keys.get_signing_key_from_jwt(token).key
    return jwt.decode(
        token,
        key,
        algorithms=[case["alg"]],
        issuer=case["issuer"],
        audience=case["audience"],
        options={"require": case["claims"]},
    )


def claims_or_none(case, keys):
    try:
        return verify(case, keys)
    except (jwt.PyJWTError, jwt.PyJWKClientError):
        return None


request = json.load(sys.stdin)
published = jwt.PyJWKClient(request["jwks_uri"])
print(json.dumps([claims_or_none(case, published) for case in request["cases"]]))
