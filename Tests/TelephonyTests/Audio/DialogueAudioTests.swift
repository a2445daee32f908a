import EventLoop
import LoopTestSupport
import Telephony
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct DialogueAudioTests {
  @Test(arguments: [0, 1, 61])
  func theStreamIsAsLongAsTheDialogue(seconds: Int) async throws {
    try await onLoop {
      let bytes = try await DialogueAudio.mp3(of: ToneSpeechTests.dialogue, length: .seconds(seconds))
      let stream = try MP3Stream(bytes)
      #expect(stream.samples == seconds * 16_000)
      #expect(stream.rate == 16_000)
    }
  }

  @Test func theSameDialogueGivesTheSameBytes() async throws {
    try await onLoop {
      let first = try await DialogueAudio.mp3(of: ToneSpeechTests.dialogue, length: .seconds(8))
      let second = try await DialogueAudio.mp3(of: ToneSpeechTests.dialogue, length: .seconds(8))
      let other = try await DialogueAudio.mp3(of: [ToneSpeechTests.dialogue[1]], length: .seconds(8))
      #expect(first == second)
      #expect(first != other)
    }
  }

  @Test func anAbsurdLengthIsRefusedAtOnce() async throws {
    try await onLoop {
      await #expect(throws: DialogueAudio.Failure.self) {
        try await DialogueAudio.mp3(of: [], length: .seconds(1 << 60))
      }
    }
  }
}
