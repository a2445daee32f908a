"""`ringback contract`: the shipped cases hold on the fake, and one that does not is told."""

import json

import pytest

from server import run


def test_every_shipped_case_holds_on_the_fake():
    played = run("contract", "--target", "fake", "--report", "json")
    report = json.loads(played.stdout)
    assert played.returncode == 0, [case for case in report["cases"] if case["outcome"] == "failed"]
    assert report["failed"] == 0 and report["skipped"] == 0 and report["passed"] >= 120


@pytest.mark.parametrize("report", ["terminal", "tap", "junit", "json"])
def test_a_difference_is_told_and_ends_with_1(tmp_path, report):
    (tmp_path / "own.json").write_text(json.dumps({"provider": "elevenlabs", "cases": [{
        "id": "own.user", "purpose": "A status that the service does not give.", "class": "read-only",
        "operations": ["get_user_info"], "steps": [{
            "request": {"method": "GET", "path": "/v1/user"}, "expect": {"status": 418, "provenance": "assumed"}}]}]}))
    played = run("contract", "--target", "fake", "--cases", str(tmp_path), "--id", "own.*", "--report", report)
    assert played.returncode == 1, played.stderr
    assert "own.user" in played.stdout and "418" in played.stdout
