"""A strict provider of accounts for tests, written from OpenID Connect Core 1.0 and RFC 7636. What its ID
token says can be changed, to see that lies are noticed."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey


class Provider:
    """Lets the one person `claims` in, whoever asks properly."""

    def __init__(self, client: str, secret: str, redirect: str) -> None:
        self.client, self.secret, self.redirect = client, secret, redirect
        self.key: Any = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {
            "sub": "person-1",
            "preferred_username": "kim@example.org",
            "groups": ["ops"],
        }
        self.change: Callable[[dict[str, Any]], Any] = lambda token: None
        self.headers: dict[str, Any] = {}
        self.faults: list[str] = []
        self.signer: Any = None
        self.status = 200
        self.asked: dict[str, dict[str, str]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                reply = {"/.well-known/openid-configuration": outer.about, "/keys": outer.keys}[path]()
                self.answer(outer.status, reply)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                fields = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
                self.answer(*outer.token(fields, self.headers))

            def answer(self, status: int, content: Any) -> None:
                data = msgspec.json.encode(content)
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def use_ec(self) -> None:
        self.key, self.algorithm = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"}), "ES256"

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.key]).as_dict(private=False))

    def authorize(self, address: str) -> dict[str, str]:
        """What the browser brings back from there. Fails for a question that is not as it should be."""
        assert address.startswith(self.issuer + "/authorize?")
        asked = {
            name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()
        }
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client
        assert asked["redirect_uri"] == self.redirect
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert len(asked["state"]) >= 32
        assert len(asked["nonce"]) >= 32
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def token(self, fields: dict[str, str], headers: Any) -> tuple[int, dict[str, Any]]:
        pair = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        assert [unquote_plus(one) for one in pair.split(":")] == [self.client, self.secret]
        asked = self.asked.pop(fields["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest())
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            self.faults.append("invalid_grant")
            return 400, {"error": "invalid_grant"}
        assert fields["grant_type"] == "authorization_code"
        assert fields["redirect_uri"] == self.redirect
        access = secrets.token_urlsafe(16)
        half = hashlib.sha256(access.encode()).digest()[:16]
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": self.client,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **self.claims,
        }
        self.change(said)
        header = {"alg": self.algorithm, "kid": self.key.kid, **self.headers}
        text = jwt.encode(header, said, self.signer or self.key, algorithms=[header["alg"]])
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": text}
