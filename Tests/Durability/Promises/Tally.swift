/// The figures of a history.
struct Tally {
    var sent = 0
    var acknowledgedAtLeastOnce = 0
    var acknowledgedExactlyOnce = 0
    /// Published again with DUP.
    var resent = 0
    var refused = 0
    var received = 0
    /// QoS 1 received again as the protocol allows it.
    var repeated = 0
    private(set) var breaches: [Breach: Int] = [:]
    /// The first of each kind, in words.
    private(set) var findings: [String] = []

    private static let findingsMax = 5

    var acknowledged: Int { acknowledgedAtLeastOnce + acknowledgedExactlyOnce }

    /// How often a promise was broken.
    func count(_ breach: Breach) -> Int { breaches[breach, default: 0] }

    /// Whether every promise was kept.
    var isClean: Bool { breaches.isEmpty }

    mutating func add(_ breach: Breach, _ text: @autoclosure () -> String) {
        breaches[breach, default: 0] += 1
        if count(breach) <= Self.findingsMax { findings.append("\(breach): \(text())") }
    }
}

extension Tally: CustomStringConvertible {
    var description: String {
        let breaches = Breach.allCases.map { "\($0.rawValue) \(count($0))" }
        return """
            sent \(sent), acknowledged \(acknowledged) (QoS 1 \(acknowledgedAtLeastOnce), \
            QoS 2 \(acknowledgedExactlyOnce)), refused \(refused), resent \(resent), \
            received \(received), repeated \(repeated)
            \(breaches.joined(separator: ", "))
            """
    }
}
