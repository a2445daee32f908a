"""Starts Ringback, a stand-in for ElevenLabs Agents and Twilio Voice, and speaks to its control API.

>>> from ringback import Ringback, expect
>>> with Ringback() as server, server.sandbox(scenario="terms-not-accepted") as sandbox:
...     run_the_app(sandbox.environment)
...     sandbox.verify(expect(operation="create_batch_call", error="batch_calling_agreement_required"))
"""

from ._errors import RingbackError, VerificationError
from ._expectations import Verification, expect
from ._sandbox import Journal, Sandbox
from ._server import Ringback

__all__ = ["Journal", "Ringback", "RingbackError", "Sandbox", "Verification", "VerificationError", "expect"]
