"""The recording of a conversation, through the official SDK."""

import shutil
import subprocess
import threading
import time

import pytest
from elevenlabs.core.api_error import ApiError

import mp3
from conftest import connect
from server import serving
from test_operations import call, recorded


@pytest.mark.parametrize("seconds", [9, 61, 600])
def test_the_recording_is_as_long_as_the_call(sdk, sandbox, recorder, tmp_path, seconds):
    conversation_id = recorded(sandbox, seconds)
    file = tmp_path / "call.mp3"
    with file.open("wb") as out:
        for piece in sdk.conversational_ai.conversations.audio.get(conversation_id):
            out.write(piece)
    assert recorder.last.headers["content-type"] == "audio/mpeg"
    assert mp3.seconds(file.read_bytes()) == seconds
    assert sdk.conversational_ai.conversations.get(conversation_id).has_audio


def test_a_decoder_agrees(sdk, sandbox, tmp_path):
    decoder = shutil.which("mpg123")
    if decoder is None:
        pytest.skip("there is no mpg123")
    file = tmp_path / "call.mp3"
    file.write_bytes(b"".join(sdk.conversational_ai.conversations.audio.get(recorded(sandbox, 12))))
    decoded = subprocess.run([decoder, "-q", "-e", "s16", "-s", str(file)], capture_output=True, check=True)
    assert (len(decoded.stdout), decoded.stderr) == (12 * 16000 * 2, b"")
    second = 16000 * 2
    assert any(decoded.stdout[:second]) and not any(decoded.stdout[11 * second:])


def test_a_call_that_was_talked_through_has_one(make_sandbox, recorder):
    sandbox = make_sandbox(clock={"mode": "manual"})
    sdk = connect(sandbox, recorder)
    conversation_id = call(sdk, sandbox)
    with pytest.raises(ApiError):
        list(sdk.conversational_ai.conversations.audio.get(conversation_id))
    advanced = sandbox.server.http.post(sandbox.prefix + "/_ringback/clock/advance", json={"until": "idle"})
    assert advanced.status_code == 200
    conversation = sdk.conversational_ai.conversations.get(conversation_id)
    assert (conversation.status, conversation.has_audio) == ("done", True)
    recording = b"".join(sdk.conversational_ai.conversations.audio.get(conversation_id))
    assert mp3.seconds(recording) == conversation.metadata.call_duration_secs > 0


def test_a_call_that_runs_has_none_yet(sdk, sandbox):
    sandbox.patch(conversations={"live": {
        "agent": "receptionist", "conversation_id": "conv_0201hk153x00e008000000000000", "status": "in-progress"}})
    with pytest.raises(ApiError) as caught:
        list(sdk.conversational_ai.conversations.audio.get("conv_0201hk153x00e008000000000000"))
    assert caught.value.status_code == 404
    assert caught.value.body["detail"]["status"] == "conversation_audio_not_found"


def test_the_server_answers_others_while_it_encodes(sandbox):
    """Calls of twenty minutes are encoded for two connections, and a third is answered meanwhile."""
    conversation_id = recorded(sandbox, 1200)
    answers, path = [], "/v1/convai/conversations/%s/audio" % conversation_id
    workers = [threading.Thread(target=lambda: answers.append(sandbox.http.get(path, timeout=120))) for _ in range(2)]
    for worker in workers:
        worker.start()
    between = 0
    while any(worker.is_alive() for worker in workers):
        assert sandbox.http.get("/v1/user").status_code == 200
        between += 1
        time.sleep(0.01)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert between >= 3


def test_without_lame(tmp_path, recorder):
    """The loader finds a file of that name that is no library: the server starts, and says what is missing."""
    (tmp_path / "libmp3lame.so.0").write_text("no library")
    with serving(variables={"LD_LIBRARY_PATH": str(tmp_path)}) as server:
        sandbox = server.default()
        sdk = connect(sandbox, recorder)
        conversation_id = recorded(sandbox)
        assert sdk.conversational_ai.conversations.get(conversation_id).has_audio
        for _ in range(2):
            answer = sandbox.http.get("/v1/convai/conversations/%s/audio" % conversation_id)
            assert answer.status_code == 503
            assert "install the package libmp3lame0" in answer.text
            assert "libmp3lame0" in answer.headers["x-ringback-hint"]
        assert call(sdk, sandbox)
