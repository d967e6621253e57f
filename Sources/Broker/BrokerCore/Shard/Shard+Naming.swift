import MQTTPackets

/// Client identifiers that the broker gives, and what is told of a client that was accepted.
extension Shard {
    /// What the log is told of an accepted client.
    func description(of connect: Connect, _ session: Session) -> ConnectedClient {
        ConnectedClient(
            clientID: session.clientID, version: connect.version, isClean: connect.cleanStart,
            keepAlive: connect.keepAlive, userName: session.userName,
            will: connect.will.map { will in
                WillTrace(
                    topic: will.topic, payloadBytes: will.payload.count, qos: will.qos,
                    isRetained: will.isRetained)
            })
    }

    /// An identifier whose home is this shard, in the form that mosquitto gives. Whoever knows some
    /// can foresee no other, and learns nothing of the shard's seed.
    func makeClientID(prefix: String) -> String {
        while true {
            let digits = (0..<2).map { _ in
                let word = UInt64.random(in: .min ... .max)
                let text = String(word, radix: 16, uppercase: true)
                return String(repeating: "0", count: 16 - text.count) + text
            }.joined()
            var clientID = prefix
            for (offset, digit) in digits.enumerated() {
                if [8, 12, 16, 20].contains(offset) { clientID.append("-") }
                clientID.append(digit)
            }
            if Shard.home(of: clientID, shardCount: shardCount) == index,
                sessionsByClientID[clientID] == nil
            {
                return clientID
            }
        }
    }
}
