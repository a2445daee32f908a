"""The same call through the real `twilio` package: found by its SID, listed, ended, and refused in the service's words."""

import base64
import json
import re

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from server import serving

NOON = "2026-11-21T12:00:00Z"
KEYS = [
    "account_sid", "annotation", "answered_by", "api_version", "caller_name", "date_created", "date_updated", "direction",
    "duration", "end_time", "forwarded_from", "from", "from_formatted", "group_sid", "parent_call_sid",
    "phone_number_sid", "price", "price_unit", "queue_time", "sid", "start_time", "status", "subresource_uris", "to",
    "to_formatted", "trunk_sid", "uri",
]


def connect(sandbox, sid=None, token=None):
    """The unmodified package but for its base URL."""
    made = Client(sid or sandbox.twilio["account_sid"], token or sandbox.twilio["auth_token"])
    made.api.base_url = sandbox.base_url
    return made


@pytest.fixture
def standing(make_sandbox):
    return make_sandbox(time=NOON)


def advance(sandbox, **step):
    return sandbox.server.admin(
        "POST", "/clock/advance", json=step or {"until": "idle"}, headers={"x-ringback-sandbox": sandbox.name})


def conversation(sandbox, placed):
    return sandbox.http.get("/v1/convai/conversations/" + placed["conversation_id"]).json()


def raw(sandbox, path, **options):
    auth = options.pop("auth", (sandbox.twilio["account_sid"], sandbox.twilio["auth_token"]))
    return httpx.request(options.pop("method", "GET"), sandbox.base_url + path, auth=auth, **options)


def test_a_call_of_elevenlabs_is_found_by_its_sid(standing):
    placed = standing.call().json()
    api = connect(standing)
    call = api.calls(placed["callSid"]).fetch()
    assert (call.status, call.direction, call.duration, call.end_time) == ("queued", "outbound-api", "0", None)
    assert (call.to, call.to_formatted) == ("+15555550123", "(555) 555-0123")
    advance(standing, seconds=2)
    call = api.calls(placed["callSid"]).fetch()
    assert (call.status, call.duration, call.end_time) == ("ringing", "0", None)
    assert call.start_time.isoformat() == "2026-11-21T12:00:00+00:00"
    advance(standing, seconds=4)
    assert api.calls(placed["callSid"]).fetch().status == "in-progress"
    advance(standing)
    call = api.calls(placed["callSid"]).fetch()
    assert call.status == "completed" and int(call.duration) > 0
    assert call.end_time > call.start_time
    assert call.answered_by is None and call.price is None and call.price_unit == "USD"


def test_the_body_is_spelled_as_the_service_spells_it(standing):
    placed = standing.call().json()
    path = "/2010-04-01/Accounts/%s/Calls/%s.json" % (standing.twilio["account_sid"], placed["callSid"])
    answer = raw(standing, path)
    assert list(answer.json()) == KEYS == sorted(KEYS)
    assert answer.text == json.dumps(answer.json())
    assert answer.json()["uri"] == path
    assert answer.json()["date_created"] == "Sat, 21 Nov 2026 12:00:00 +0000"
    assert answer.json()["trunk_sid"] == "" and answer.json()["queue_time"] == "0"
    assert answer.json()["subresource_uris"]["recordings"] == path.replace(".json", "/Recordings.json")
    assert re.fullmatch("PN[0-9a-f]{32}", answer.json()["phone_number_sid"])
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch("RQ[0-9a-f]{32}", answer.headers["twilio-request-id"])
    assert answer.headers["x-powered-by"] == "AT-5000"
    assert answer.headers["x-ringback-fidelity"] == "stateful"


def test_ending_a_live_call_ends_the_conversation(standing):
    placed = standing.call().json()
    api = connect(standing)
    advance(standing, seconds=6)
    assert conversation(standing, placed)["status"] == "in-progress"
    assert api.calls(placed["callSid"]).update(status="canceled").status == "in-progress"
    ended = api.calls(placed["callSid"]).update(status="completed")
    assert (ended.status, ended.duration) == ("completed", "1")
    advance(standing)
    record = conversation(standing, placed)
    assert record["status"] == "done"
    assert record["metadata"]["termination_reason"] == "Call ended by remote party"
    assert record["metadata"]["call_duration_secs"] == 1
    with pytest.raises(TwilioRestException) as refused:
        api.calls(placed["callSid"]).update(status="completed")
    assert (refused.value.status, refused.value.code) == (400, 21220)
    assert refused.value.msg.endswith("Call is not in-progress. Cannot redirect.")


@pytest.mark.parametrize("status", ["completed", "canceled"])
@pytest.mark.parametrize("seconds", [0, 3])
def test_a_call_that_is_stopped_before_the_answer_is_canceled(standing, status, seconds):
    placed = standing.call().json()
    advance(standing, seconds=seconds)
    assert connect(standing).calls(placed["callSid"]).update(status=status).status == "canceled"
    advance(standing)
    record = conversation(standing, placed)
    assert (record["status"], record["transcript"]) == ("failed", [])
    assert record["metadata"]["call_duration_secs"] == 0


def test_a_redirect_is_refused_where_it_cannot_be_and_said_to_be_missing_where_it_could(standing):
    placed = standing.call().json()
    call = connect(standing).calls(placed["callSid"])
    with pytest.raises(TwilioRestException) as refused:
        call.update(twiml="<Response/>")
    assert refused.value.code == 21220
    advance(standing, seconds=6)
    with pytest.raises(TwilioRestException) as refused:
        call.update(url="http://127.0.0.1/twiml")
    assert refused.value.status == 501


@pytest.mark.parametrize("kind,verdict", [("enable", "machine_start"), ("detect_message_end", "machine_end_beep")])
def test_a_machine_is_told_from_a_person_where_somebody_asks(standing, kind, verdict):
    config = {"twilio_machine_detection": {"mode": kind, "actions": []}}
    machine = standing.call(to_number="+15555550113", telephony_call_config=config).json()
    person = standing.call(telephony_call_config=config).json()
    silent = standing.call(to_number="+15555550113").json()
    advance(standing)
    api = connect(standing)
    assert [api.calls(each["callSid"]).fetch().answered_by for each in (machine, person, silent)] == [verdict, "human", None]


def test_an_agent_hangs_up_on_a_machine_where_it_is_told_to(standing):
    config = {"twilio_machine_detection": {"mode": "enable", "actions": [{"answered_by": ["machine_start"]}]}}
    placed = standing.call(to_number="+15555550113", telephony_call_config=config).json()
    advance(standing)
    record = conversation(standing, placed)
    assert record["metadata"]["termination_reason"] == "Answering machine detected"
    assert record["transcript"] == []
    assert connect(standing).calls(placed["callSid"]).fetch().duration == "0"


@pytest.mark.parametrize("last,status,sip,result", [
    (0, "busy", 486, "busy"), (1, "no-answer", 487, "no_answer"), (2, "busy", 603, "busy"), (6, "failed", 404, "failed"),
])
def test_magic_numbers_need_no_scenario(standing, last, status, sip, result):
    placed = standing.call(to_number="+1555555011%d" % last).json()
    advance(standing)
    assert connect(standing).calls(placed["callSid"]).fetch().status == status
    record = conversation(standing, placed)
    assert (record["status"], record["metadata"]["phone_call"]["call_result"]) == ("failed", result)
    calls = standing.server.admin("GET", "/calls", headers={"x-ringback-sandbox": standing.name})
    assert calls["calls"][0]["sip_status"] == sip and calls["open"] == 0


def test_lists_are_paged_newest_first(standing):
    placed = []
    for index in range(5):
        placed.append(standing.call(to_number="+1555555020%d" % index).json()["callSid"])
        advance(standing, seconds=1)
    api = connect(standing)
    assert [call.sid for call in api.calls.list()] == placed[::-1]
    assert [call.sid for call in api.calls.list(page_size=2)] == placed[::-1]
    assert [call.sid for call in api.calls.list(limit=3, page_size=2)] == placed[::-1][:3]
    first = api.calls.page(page_size=2)
    second = first.next_page()
    assert [call.sid for call in second] == placed[::-1][2:4]
    assert [call.sid for call in second.previous_page()] == placed[::-1][:2]
    path = "/2010-04-01/Accounts/%s/Calls.json" % standing.twilio["account_sid"]
    page = raw(standing, path + "?Status=ringing&PageSize=2").json()
    assert sorted(page) == list(page) and page["calls"] and page["page_size"] == 2
    assert page["first_page_uri"] == path + "?Status=ringing&PageSize=2&Page=0" == page["uri"]
    assert page["previous_page_uri"] is None
    assert page["next_page_uri"] == path + "?Status=ringing&PageSize=2&Page=1&PageToken=PA" + page["calls"][-1]["sid"]
    empty = raw(standing, path + "?To=%2B15555550999").json()
    assert (empty["calls"], empty["start"], empty["end"], empty["next_page_uri"]) == ([], 0, 0, None)


def test_lists_are_narrowed(make_sandbox):
    from datetime import date

    sandbox = make_sandbox(time="2026-11-20T23:59:50Z")
    first = sandbox.call().json()["callSid"]
    advance(sandbox)
    sandbox.server.admin(
        "PUT", "/clock", json={"mode": "manual", "time": NOON}, headers={"x-ringback-sandbox": sandbox.name})
    second = sandbox.call(to_number="+15555550110").json()["callSid"]
    advance(sandbox)
    api = connect(sandbox)

    def found(**filters):
        return [call.sid for call in api.calls.list(**filters)]

    assert found(to="+1 555 555 0110") == [second]
    assert found(from_="+15555550100") == [second, first]
    assert found(status="busy") == [second] and found(status="completed") == [first]
    assert found(start_time=date(2026, 11, 20)) == [first]
    assert found(start_time_before=date(2026, 11, 21)) == [first]
    assert found(start_time_after=date(2026, 11, 21)) == [second]
    assert found(end_time_after=date(2026, 11, 21)) == [second, first]
    assert found(parent_call_sid=first) == []


def test_refusals_have_the_words_of_the_service(sandbox):
    account = sandbox.twilio["account_sid"]
    path = "/2010-04-01/Accounts/%s/Calls/CA%s.json" % (account, "0" * 32)
    detail = "Your AccountSid or AuthToken was incorrect."
    for auth, message in [
        (None, "Authentication Error - No credentials provided"), ((account, "wrong"), "Authenticate"),
        (("AC" + "1" * 32, "x"), "Authentication Error - invalid username"),
        (("SK" + "1" * 32, "x"), "Authentication Error - invalid username"),
    ]:
        answer = raw(sandbox, path, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="Twilio API"'
        assert answer.text == json.dumps({
            "code": 20003, "detail": detail, "message": message,
            "more_info": "https://www.twilio.com/docs/errors/20003", "status": 401})
        assert answer.headers["x-ringback-hint"]
    assert raw(sandbox, path).text == json.dumps({
        "code": 20404, "message": "The requested resource %s was not found" % path,
        "more_info": "https://www.twilio.com/docs/errors/20404", "status": 404})
    foreign = raw(sandbox, path.replace(account, "AC" + "1" * 32))
    assert (foreign.status_code, foreign.json()["message"]) == (401, "Authenticate")
    malformed = raw(sandbox, path.replace(account, "ACnone"))
    assert (malformed.status_code, malformed.json()["code"]) == (404, 20404)
    assert raw(sandbox, path.replace("Calls", "Conferences")).json()["code"] == 20404
    assert raw(sandbox, path, method="PUT").json()["code"] == 20004
    assert raw(sandbox, "/2010-04-01/Accounts/%s/Calls.json?PageSize=1001" % account).json()["code"] == 20007
    with pytest.raises(TwilioRestException) as refused:
        connect(sandbox).calls("CA" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_what_is_not_built_says_so(sandbox):
    account = sandbox.twilio["account_sid"]
    placed = sandbox.call().json()["callSid"]
    for path in ["Calls", "Calls.xml", "Calls/" + placed]:
        answer = raw(sandbox, "/2010-04-01/Accounts/%s/%s" % (account, path))
        assert answer.status_code == 501 and ".json" in answer.text
    answer = raw(sandbox, "/2010-04-01/Accounts/%s/Calls.json" % account, method="POST", data={"To": "+15555550123"})
    assert answer.status_code == 501 and "does not do this yet" in answer.text


def test_the_account_leads_to_its_sandbox(server, sandbox):
    """Without any prefix, as a client has it whose base URL is the server's."""
    placed = sandbox.call().json()
    api = Client(sandbox.twilio["account_sid"], sandbox.twilio["auth_token"])
    api.api.base_url = server.url
    assert api.calls(placed["callSid"]).fetch().sid == placed["callSid"]


def test_any_account_opens_where_any_key_does():
    with serving("--accept-any-key") as server:
        sandbox = server.default()
        placed = sandbox.call().json()
        call = connect(sandbox, "AC" + "5" * 32, "whatever").calls(placed["callSid"]).fetch()
        assert call.account_sid == "AC" + "5" * 32


def test_rules_name_operations_and_errors(make_sandbox):
    sandbox = make_sandbox(scenario=["default", {"title": "Too many", "rules": [
        {"when": {"operation": "FetchCall", "key": "twilio"}, "times": 1, "then": {"error": "twilio.20429"}},
        {"when": {"operation": "get_conversation_history_route"}, "times": 1, "then": {"error": "system_busy"}},
    ]}])
    placed = sandbox.call().json()
    api = connect(sandbox)
    with pytest.raises(TwilioRestException) as refused:
        api.calls(placed["callSid"]).fetch()
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert api.calls(placed["callSid"]).fetch().sid == placed["callSid"]


def test_the_journal_knows_the_request_and_hides_the_token(sandbox):
    connect(sandbox).calls.list()
    page = sandbox.server.admin("GET", "/journal", headers={"x-ringback-sandbox": sandbox.name})
    entry = page["entries"][-1]
    assert (entry["operation"], entry["key"], entry["fidelity"]) == ("ListCall", "twilio", "stateful")
    token = sandbox.twilio["auth_token"]
    encoded = base64.b64encode(("%s:%s" % (sandbox.twilio["account_sid"], token)).encode()).decode()
    assert token not in json.dumps(page) and encoded not in json.dumps(page)


def test_fidelity_knows_both_vendors(server):
    table = server.admin("GET", "/fidelity")
    answered = {row["name"]: row["answered"] for row in table["operations"] + table["errors"]}
    assert answered["FetchCall"] == answered["UpdateCall"] == answered["twilio.20404"] == "stateful"
    assert "handle_twilio_outbound_call" in answered
