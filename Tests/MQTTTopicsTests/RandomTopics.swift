import SeededRandom

/// Topics and filters over few words, so that they meet often.
enum RandomTopics {
    /// Names of seven to nine bytes stand at the border between two ways to keep them.
    private static let words = [
        "", "a", "b", "$x", "$SYS", "sensor", "a longer level name", "ä", "7 bytes", "8 bytes.",
        "9 bytes..", "8 bytes!", "a longer level nama",
    ]

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
