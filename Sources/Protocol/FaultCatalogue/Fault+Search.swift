extension Fault {
    /// The pages on which somebody's words stand, the likeliest first; also a whole line of a log
    /// of which only a part is known.
    package static func search(_ text: String) -> [Fault] {
        let words = words(of: text)
        guard !words.isEmpty else { return [] }
        let scored = all.map { ($0, $0.score(of: words)) }.filter { $0.1 > 0 }
        let best = scored.map { $0.1 }.max() ?? 0
        // All the words side by side: every such page counts. Otherwise only the best are meant.
        let least = best >= words.count * 3 ? words.count * 3 : max(best, 6)
        return scored.filter { $0.1 >= least }
            .sorted { ($1.1, $0.0.id.rawValue) < ($0.1, $1.0.id.rawValue) }
            .map { $0.0 }
    }

    /// The longest run of the words, three for each, and a little more where it is the clearest.
    private func score(of words: [Substring]) -> Int {
        let symptom = symptoms.map { run(of: words, in: $0.text) }.max() ?? 0
        let heading = run(of: words, in: title)
        let rest = run(of: words, in: cause)
        let longest = max(symptom, heading, rest)
        if longest == 0 { return 0 }
        return longest * 3 + (longest == heading ? 2 : longest == symptom ? 1 : 0)
    }

    /// How many of the words stand side by side in the text, at most.
    private func run(of words: [Substring], in text: String) -> Int {
        let others = Self.words(of: text)
        var best = 0
        for start in words.indices {
            for place in others.indices {
                let length = zip(words[start...], others[place...]).prefix { $0 == $1 }.count
                best = max(best, length)
            }
        }
        return best
    }

    private static func words(of text: String) -> [Substring] {
        text.lowercased().prefix(1_000).split { !$0.isLetter && !$0.isNumber }.prefix(100).map {
            $0
        }
    }
}
