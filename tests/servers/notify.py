"""A service that checks and answers as GOV.UK Notify documents it (REST API, version 2): tokens by its own
client library, templates with their fields, errors, limits, messages found again by reference."""

import json
import time
import uuid
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError
from office import Asked, Office, Reply

SECRET = "7d0f3c2e-5b1a-4c8e-9f60-1d2a3b4c5d6e"
SERVICE = "0b6a1f0e-2c3d-4e5f-8a9b-c0d1e2f3a4b5"
KEY = f"kiosk_test-{SERVICE}-{SECRET}"


class NotifyService(Office):
    """`templates` gives the fields of each template's id."""

    def __init__(self, templates: dict[str, set[str]]) -> None:
        super().__init__(self._respond)
        self.templates = templates
        self.sent: list[dict[str, object]] = []

    def _respond(self, asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            if get_token_issuer(token) != SERVICE:
                return self._error(403, "AuthError", "Invalid token: service not found")
            decode_jwt_token(token, SECRET)
        except TokenError as error:
            return self._error(403, "AuthError", f"Invalid token: {error}")
        parts = urlsplit(asked.path)
        if asked.method == "GET" and parts.path == "/v2/notifications":
            wanted = parse_qs(parts.query).get("reference", [""])[0]
            found = [one for one in self.sent if one["reference"] == wanted]
            return self._say(200, {"notifications": found, "links": {"current": asked.path}})
        kind = {"/v2/notifications/email": "email_address", "/v2/notifications/sms": "phone_number"}.get(
            parts.path
        )
        if asked.method != "POST" or kind is None:
            return self._error(404, "NoResultFound", "No result found")
        return self._post(json.loads(asked.body), kind)

    def _post(self, body: dict[str, object], kind: str) -> Reply:
        if strange := body.keys() - {"template_id", "personalisation", "reference", kind}:
            return self._error(400, "ValidationError", f"Additional properties are not allowed {strange}")
        if not body.get(kind):
            return self._error(400, "ValidationError", f"{kind} is a required property")
        fields = self.templates.get(str(body.get("template_id")))
        if fields is None:
            return self._error(400, "BadRequestError", "Template not found")
        given = body.get("personalisation")
        if not isinstance(given, dict) or fields - given.keys():
            return self._error(400, "BadRequestError", "Missing personalisation")
        self.sent.append({"id": str(uuid.uuid4()), "created_at": time.time(), **body})
        return self._say(201, {"id": self.sent[-1]["id"], "reference": body.get("reference")})

    def _error(self, status: int, error: str, message: str) -> Reply:
        return self._say(status, {"status_code": status, "errors": [{"error": error, "message": message}]})

    def _say(self, status: int, body: object) -> Reply:
        return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})
