/// Random numbers that a seed repeats.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Topics and filters over few words, so that they meet often.
enum RandomTopics {
    private static let words = ["", "a", "b", "$x", "$SYS", "sensor", "a longer level name", "ä"]

    static func topic(_ random: inout SeededGenerator) -> [UInt8] {
        while true {
            let count = Int.random(in: 1...5, using: &random)
            let levels = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
            let topic = levels.joined(separator: "/")
            if !topic.isEmpty { return Array(topic.utf8) }
        }
    }

    static func filter(_ random: inout SeededGenerator) -> [UInt8] {
        while true {
            let count = Int.random(in: 1...5, using: &random)
            var levels = (0..<count).map { _ in
                Int.random(in: 0..<4, using: &random) == 0
                    ? "+" : words.randomElement(using: &random) ?? ""
            }
            if Int.random(in: 0..<4, using: &random) == 0 { levels[count - 1] = "#" }
            let filter = levels.joined(separator: "/")
            if !filter.isEmpty { return Array(filter.utf8) }
        }
    }
}
