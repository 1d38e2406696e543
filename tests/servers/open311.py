"""An Open311 endpoint that holds its clients to the letter of GeoReport v2: what may be posted, in which
form, and what is answered, in JSON and in XML (wiki.open311.org/GeoReport_v2)."""

import json
from collections.abc import Iterable
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

from office import Asked, Office, Reply

ARGUMENTS = {
    *("jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "email", "device_id"),
    *("account_id", "first_name", "last_name", "phone", "description", "media_url", "api_key"),
}
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
LISTS = {"service_requests": "request", "errors": "error", "services": "service"}


class Endpoint(Office):
    """One jurisdiction. `services` gives for each code its attributes: code to whether it must be there."""

    def __init__(
        self,
        services: dict[str, dict[str, bool]],
        *,
        key: str = "a-key",
        jurisdiction: str = "exampleton.example",
        tokens: bool = False,
    ) -> None:
        super().__init__(self._respond)
        self.services = services
        self.filed: list[dict[str, str]] = []
        self.numbered = not tokens
        self._tokens = tokens
        self._key = key
        self._jurisdiction = jurisdiction

    def _respond(self, asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        path, _, form = parts.path.rpartition(".")
        if form not in TYPES:
            return Reply(404)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if asked.method == "POST" and path == "/requests":
            return self._post(asked, form)
        if asked.method != "GET":
            return self._errors(form, 404, "not found")
        if query.get("jurisdiction_id") != self._jurisdiction:
            return self._errors(form, 400, "jurisdiction_id was not provided")
        if path == "/requests":
            return self._say(form, "service_requests", [self._told(n) for n in range(len(self.filed))])
        if path.startswith("/requests/"):
            return self._say(form, "service_requests", [self._told(int(path.rpartition("/")[2]) - 1)])
        if path.startswith("/tokens/"):
            number = int(path.rpartition("-")[2])
            if not self.numbered:
                return self._errors(form, 404, "token not found")
            found = {"service_request_id": str(number), "token": f"t-{number}"}
            return self._say(form, "service_requests", [found])
        return self._errors(form, 404, "not found")

    def _post(self, asked: Asked, form: str) -> Reply:
        if not asked.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return self._errors(form, 400, "the body is no form")
        fields = dict(parse_qsl(asked.body.decode("ascii"), strict_parsing=True, errors="strict"))
        if fields.get("api_key") != self._key:
            return self._errors(form, 403, "api_key was not provided")
        if fields.get("jurisdiction_id") != self._jurisdiction:
            return self._errors(form, 404, "jurisdiction_id was not found")
        attributes = self.services.get(fields.get("service_code", ""))
        if attributes is None:
            return self._errors(form, 400, "service_code was not found")
        if ("lat" in fields) != ("long" in fields) or not fields.keys() & {
            "lat",
            "address_string",
            "address_id",
        }:
            return self._errors(form, 400, "a location must be provided")
        given = {name[10:-1] for name in fields if name.startswith("attribute[") and name.endswith("]")}
        strange = {name for name in fields if not name.startswith("attribute[")} - ARGUMENTS
        if strange or given - attributes.keys():
            return self._errors(form, 400, f"unknown: {sorted(strange | given)}")
        if missing := {name for name, needed in attributes.items() if needed} - given:
            return self._errors(form, 400, f"required: {sorted(missing)}")
        if len(fields.get("description", "")) > 4000 or not all(fields.values()):
            return self._errors(form, 400, "description too long, or an empty value")
        self.filed.append(fields)
        number = len(self.filed)
        if self._tokens:
            return self._say(form, "service_requests", [{"token": f"t-{number}"}])
        said = {"service_request_id": str(number), "service_notice": "", "account_id": ""}
        return self._say(form, "service_requests", [said])

    def _told(self, number: int) -> dict[str, str]:
        fields = self.filed[number]
        kept = {name: fields[name] for name in ("service_code", "description") if name in fields}
        place = {"address": fields.get("address_string", ""), "address_id": fields.get("address_id", "")}
        return {"service_request_id": str(number + 1), "status": "open", **kept, **place}

    def _errors(self, form: str, status: int, text: str) -> Reply:
        return self._say(form, "errors", [{"code": str(status), "description": text}], status)

    def _say(self, form: str, name: str, found: Iterable[dict[str, str]], status: int = 200) -> Reply:
        rows = list(found)
        if form == "json":
            body = json.dumps(rows)
        else:
            one = LISTS[name]
            inside = "".join(
                f"<{one}>"
                + "".join(f"<{key}>{escape(text)}</{key}>" for key, text in row.items())
                + f"</{one}>"
                for row in rows
            )
            body = f'<?xml version="1.0" encoding="utf-8"?><{name}>{inside}</{name}>'
        return Reply(status, body.encode(), {"content-type": TYPES[form]})
