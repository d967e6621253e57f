/// What a run of the chain came to.
package struct ChainSummary: Hashable, Sendable {
    package var published = 0
    package var acknowledged = 0
    package var taken = 0
    package var sent = 0
    package var verified = 0
    /// Frames the receiver did not believe.
    package var refused = 0
    /// Readings that never went on air: replaced by newer ones, or refused by the gateway.
    package var dropped = 0
    /// Frames lost in the ether.
    package var lost = 0
    /// From publishing to verified, one each.
    package var latencies: [Duration] = []

    package init() {}

    /// Whether readings came through.
    package var isSuccess: Bool { verified > 0 }

    /// The summary in lines.
    package var lines: [String] {
        var lines = [
            "\(published) readings published, \(acknowledged) acknowledged by the broker, "
                + "\(taken) taken by the gateway",
            "\(sent) frames sent, \(verified) received and verified, \(refused) refused, "
                + "\(lost) lost, \(dropped) dropped",
        ]
        let sorted = latencies.sorted()
        if let longest = sorted.last {
            let median = sorted[sorted.count / 2]
            lines.append(
                "sensor to receiver: median \(median.milliseconds) ms, "
                    + "longest \(longest.milliseconds) ms")
        }
        return lines
    }
}
