import StockPeers

/// A subscriber that acknowledges the QoS 1 messages it reads, all of one length.
struct SlowReader {
    private let peer: RawPeer

    init(_ peer: RawPeer) { self.peer = peer }

    /// Reads and acknowledges so many messages; what comes before them is skipped.
    func acknowledge(_ count: Int, frameLength: Int) async throws -> Int {
        var unread: [UInt8] = []
        var taken = 0
        while taken < count {
            unread += try await peer.bytes(atLeast: 1)
            var position = 0
            var answers: [UInt8] = []
            while position + 2 <= unread.count {
                guard unread[position] >> 4 == 3 else {  // CONNACK, SUBACK
                    position += 2 + Int(unread[position + 1])
                    continue
                }
                if position + frameLength > unread.count { break }
                // Three bytes of length, two of topic length, one of topic.
                answers += [0x40, 2, unread[position + 7], unread[position + 8]]
                position += frameLength
                taken += 1
            }
            unread.removeFirst(position)
            if !answers.isEmpty { await peer.send(answers) }
        }
        return taken
    }
}
