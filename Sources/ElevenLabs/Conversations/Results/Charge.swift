internal import Bytes
internal import JSON

/// What a conversation cost, by simple rules that are ours: the service's are not public.
///
/// A call is 400 credits a minute, by the second, rounded up. A model reads everything said before each of its sentences and writes
/// the sentence, four characters a token, for the prices of a capture of 2025-11; each begun $0.0005 is a credit.
struct Charge {
  private(set) var inputTokens: Int64 = 0
  private(set) var outputTokens: Int64 = 0
  let callCredits: Int64

  init(_ transcript: [Turn], seconds: Int64) {
    callCredits = max(0, seconds).multipliedSaturating(by: 400).addingSaturating(59) / 60
    var characters: Int64 = 0
    var isFirst = true
    for turn in transcript {
      let length = Int64(turn.message?.utf8.count ?? 0)
      // The first message is written down, not made up.
      if turn.role == .agent, !isFirst || characters > 0, length > 0 {
        inputTokens += (characters + 3) / 4
        outputTokens += (length + 3) / 4
      }
      characters += length
      isFirst = false
    }
  }

  private var inputPrice: Double { Double(inputTokens) * 3e-7 }
  private var outputPrice: Double { Double(outputTokens) * 2.5e-6 }
  var price: Double { inputPrice + outputPrice }
  var modelCredits: Int64 { Int64(clamping: (price * 2_000).rounded(.up)) }
  /// All of it.
  var credits: Int64 { callCredits.addingSaturating(modelCredits) }

  /// The `charging` object.
  func json(tier: String, model: String?) -> JSONValue {
    let none: JSONValue = ["tokens": 0, "price": 0.0]
    var usage: JSONObject = [:]
    if let model, outputTokens > 0 {
      usage[model] = [
        "input": ["tokens": .integer(inputTokens), "price": .real(inputPrice)], "input_cache_read": none,
        "input_cache_write": none, "output_total": ["tokens": .integer(outputTokens), "price": .real(outputPrice)],
      ]
    }
    let generation: JSONValue = ["model_usage": .object(usage)]
    return [
      "dev_discount": false, "is_burst": false, "tier": .string(tier),
      "llm_usage": ["irreversible_generation": generation, "initiated_generation": generation],
      "llm_price": .real(price), "llm_charge": .integer(modelCredits), "call_charge": .integer(callCredits),
      "free_minutes_consumed": 0.0, "free_llm_dollars_consumed": 0.0,
    ]
  }
}
