"""Checks openapi/elevenlabs.json by itself, against the service's own document, and against captured shapes.

Run with pytest, or directly: python3 Tests/Documents/check_openapi.py
"""

import copy
import json
import sys

import structure
import upstream
from document import DOCUMENT, HERE, UPSTREAM, filled, json_schema, load, operations, resolve
from running import run
from validator import complaints

MAXIMUM_BYTES = 400_000


def listed_differences():
    """{(at, kind): expected detail or None} of differences.json; each entry tells why and from where."""
    found = {}
    for entry in load(HERE / "differences.json")["differences"]:
        assert entry["reason"] and entry["source"], "a difference without reason or source: %s" % entry
        for at in entry["at"]:
            assert (at, entry["kind"]) not in found, "%s %s is listed twice" % (entry["kind"], at)
            found[at, entry["kind"]] = entry.get("detail")
    return found


def unexplained(document, theirs):
    """Differences that are not listed, listed ones that are none any more, and those that changed."""
    found, listed = upstream.differences(document, theirs), listed_differences()
    for (at, kind), detail in found.items():
        if (at, kind) not in listed:
            yield "not listed: %s %s %s" % (kind, at, detail)
        elif listed[at, kind] not in (None, detail):
            yield "changed: %s %s is %s" % (kind, at, detail)
    for at, kind in listed:
        if (at, kind) not in found:
            yield "unused entry: %s %s" % (kind, at)


def sample_faults(document):
    """Complaints about the samples other than the expected ones."""
    answers = {operation["operationId"]: operation["responses"] for _, _, operation in operations(document)}
    for path in sorted((HERE / "samples").glob("*.json")):
        sample = load(path)
        answer = answers[sample["operation"]][sample["status"]]
        schema = json_schema(resolve(document, answer))
        found = complaints(document, schema, sample["body"])
        for line in set(found) ^ set(sample.get("expected", [])):
            yield "%s: %s%s" % (path.name, "" if line in found else "no complaint ", line)


# What an agent made through the API with an empty configuration has.
FRESH = {
    "ConversationalConfigAPIModel": {
        "agent first_message": "",
        "agent language": "en",
        "agent dynamic_variables": {"dynamic_variable_placeholders": {}},
        "agent prompt llm": "gemini-2.5-flash",
        "agent prompt reasoning_effort": None,
        "agent prompt temperature": 0.0,
        "agent prompt max_tokens": -1,
        "agent prompt tool_ids": [],
        "agent prompt built_in_tools voicemail_detection": None,
        "agent prompt rag embedding_model": "e5_mistral_7b_instruct",
        "agent prompt rag max_vector_distance": 0.6,
        "agent prompt rag max_documents_length": 50000,
        "agent prompt backup_llm_config": {"preference": "default"},
        "agent prompt cascade_timeout_seconds": 4.0,
        "agent prompt ignore_default_personality": True,
        "asr provider": "scribe_realtime",
        "asr user_input_audio_format": "pcm_16000",
        "turn turn_timeout": 7.0,
        "turn silence_end_call_timeout": -1,
        "turn turn_eagerness": "normal",
        "turn soft_timeout_config message": "Hhmmmm...yeah.",
        "tts model_id": "eleven_flash_v2",
        "tts voice_id": "cjVigY5qzO86Huf0OWal",
        "tts optimize_streaming_latency": 3,
        "tts similarity_boost": 0.8,
        "conversation max_duration_seconds": 600,
        "conversation file_input": {"enabled": True, "max_files_in_memory": 10, "max_files_per_conversation": 10},
        "conversation background_sound volume": 0.15,
        "vad background_voice_detection": False,
        "language_presets": {},
    },
    "AgentPlatformSettings": {
        "analysis_llm": "gemini-2.5-flash",
        "trust_context": "unknown",
        "auth": {"enable_auth": False, "allowlist": [], "require_origin_header": False, "shareable_token": None},
        "call_limits": {"agent_concurrency_limit": -1, "daily_limit": 100000, "bursting_enabled": True},
        "overrides custom_llm_extra_body": False,
        "overrides conversation_config_override agent prompt llm": False,
        "workspace_overrides conversation_initiation_client_data_webhook": None,
        "evaluation": {"criteria": []},
        "privacy retention_days": -1,
        "guardrails version": "1",
        "safety is_blocked_ivc": False,
        "widget variant": "full",
    },
}


def test_fresh_agent_has_the_defaults_of_the_service():
    document = load(DOCUMENT)
    for name, expected in FRESH.items():
        configuration = filled(document, {"$ref": "#/components/schemas/" + name})
        for path, value in expected.items():
            found = configuration
            for step in path.split(" "):
                found = found[step]
            assert found == value, "%s %s is %r" % (name, path, found)


def notice(text):
    print("notice: " + text, file=sys.stderr)


def test_document_keeps_its_rules():
    faults = structure.faults(load(DOCUMENT))
    assert not faults, "\n".join(faults)


def test_document_is_small():
    assert DOCUMENT.stat().st_size < MAXIMUM_BYTES


def test_document_agrees_with_the_service():
    if not UPSTREAM.exists():
        notice("%s is not there, nothing compared" % UPSTREAM.name)
        return
    lines = list(unexplained(load(DOCUMENT), json.loads(UPSTREAM.read_text(encoding="utf-8"))))
    assert not lines, "\n".join(lines)


def test_captured_shapes_fit():
    lines = list(sample_faults(load(DOCUMENT)))
    assert not lines, "\n".join(lines)


def component(document, name):
    return document["components"]["schemas"][name]


def call(document):
    return document["paths"]["/v1/convai/twilio/outbound-call"]["post"]


def page_size(document):
    listing = document["paths"]["/v1/convai/conversations"]["get"]["parameters"]
    return next(parameter for parameter in listing if parameter["name"] == "page_size")


# What to break, and which check must notice: s = structure, u = upstream, c = captured shapes.
MUTATIONS = {
    "reference to nothing": ("s", lambda d: component(d, "UserFeedback")["properties"].update(score={"$ref": "#/x"})),
    "unused component": ("s", lambda d: d["components"]["schemas"].update(Nobody={"type": "object"})),
    "operation without id": ("s", lambda d: call(d).pop("operationId")),
    "id used twice": ("s", lambda d: call(d).update(operationId="get_agents_route")),
    "operation without answers": ("s", lambda d: call(d).update(responses={})),
    "operation without scope": ("s", lambda d: call(d).pop("x-ringback-scope")),
    "unknown scope": ("s", lambda d: call(d).update({"x-ringback-scope": "convai_wrote"})),
    "operation without provenance": ("s", lambda d: call(d).pop("x-ringback-provenance")),
    "misspelt keyword": ("s", lambda d: component(d, "TelephonyCallConfig").update(requird=[])),
    "required but no property": ("s", lambda d: component(d, "UserFeedback")["required"].append("mood")),
    "empty enum": ("s", lambda d: component(d, "SortDirection").update(enum=[])),
    "default outside its schema": ("s", lambda d: page_size(d)["schema"].update(default=0)),
    "nested default out of step": (
        "s",
        lambda d: component(d, "SoftTimeoutConfig")["properties"]["message"].update(default="?"),
    ),
    "second pass mark lost": (
        "s",
        lambda d: component(d, "CreateAgentBody")["properties"]["conversation_config"].pop("x-ringback-second-pass"),
    ),
    "invented path": ("u", lambda d: d["paths"].update({"/v1/convai/calls": d["paths"]["/v1/user"]})),
    "invented method": ("u", lambda d: d["paths"]["/v1/user"].update(put=call(d))),
    "other operation id": ("u", lambda d: call(d).update(operationId="dial")),
    "invented parameter": ("u", lambda d: call(d).update(parameters=[dict(page_size(d), name="speed")])),
    "lost parameter": ("u", lambda d: d["paths"]["/v1/convai/agents"]["get"]["parameters"].pop()),
    "other limit": ("u", lambda d: page_size(d)["schema"].update(maximum=200)),
    "other default": ("u", lambda d: page_size(d)["schema"].update(default=20)),
    "field no longer required": ("u", lambda d: component(d, "TwilioOutboundCallBody")["required"].remove("to_number")),
    "field newly required": (
        "u",
        lambda d: component(d, "TwilioOutboundCallBody")["required"].append("telephony_call_config"),
    ),
    "renamed field": (
        "u",
        lambda d: component(d, "TwilioOutboundCallBody")["properties"].update(
            to_phone_number=component(d, "TwilioOutboundCallBody")["properties"].pop("to_number")
        ),
    ),
    "invented enum value": ("u", lambda d: component(d, "BatchCallStatus")["enum"].append("paused")),
    "lost enum value": ("u", lambda d: component(d, "BatchCallStatus")["enum"].pop()),
    "lost null": (
        "uc",
        lambda d: component(d, "TwilioOutboundCallResponse")["properties"].update(callSid={"type": "string"}),
    ),
    "other type": (
        "uc",
        lambda d: component(d, "UserResponseModel")["properties"].update(created_at={"type": "string"}),
    ),
    "optional status": ("u", lambda d: call(d)["responses"].update({"201": call(d)["responses"]["200"]})),
    "lost body": ("u", lambda d: call(d).pop("requestBody")),
    "difference settled": ("u", lambda d: component(d, "Currency")["enum"].remove("gbp")),
    "lost answer key": ("uc", lambda d: component(d, "AgentMetadata")["properties"].pop("workflow_node_id")),
    "lost live key": ("c", lambda d: component(d, "UserResponseModel")["properties"].pop("subscription_extras")),
}


def test_each_mutation_is_caught():
    original = load(DOCUMENT)
    theirs = json.loads(UPSTREAM.read_text(encoding="utf-8")) if UPSTREAM.exists() else None
    checks = {"s": structure.faults, "c": lambda document: list(sample_faults(document))}
    if theirs is not None:
        checks["u"] = lambda document: list(unexplained(document, theirs))
    missed = []
    for name, (expected, mutate) in MUTATIONS.items():
        document = copy.deepcopy(original)
        mutate(document)
        for check in expected:
            if check in checks and not checks[check](document):
                missed.append("%s is not noticed by %s" % (name, check))
    assert not missed, "\n".join(missed)


if __name__ == "__main__":
    sys.exit(run(globals()))
