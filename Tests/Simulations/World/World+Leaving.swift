import BrokerCore
import MQTTPackets

/// The end of all sessions: afterwards the broker holds nothing.
extension World {
    func everybodyLeaves() throws {
        for client in clients {
            if client.connection == nil || client.version != .v5 {
                takeOver(client, cleanStart: client.version != .v5)
            }
        }
        try drain()
        for client in clients where client.connection == nil {  // refused by a full journal
            connect(client)
            try drain()
        }
        for client in clients {
            guard let connection = client.connection else { continue }
            ledger.check(client.isConnected, "\(client.clientID) is connected")
            client.disconnect(forEver: true)
            client.lose()
            if connection.isClosed { forget(connection) }
        }
        try drain()
        // Timers of gone owners look at most 600 seconds ahead.
        for _ in 0..<3 {
            pass(seconds: 700)
            try drain()
        }
        ledger.check(sessionCount.taken == 0, "\(sessionCount.taken) sessions are still counted")
        ledger.check(
            journals.storage.isEmpty,
            "\(journals.storage.sessions.count) sessions and \(journals.storage.rows.count) "
                + "messages are still stored")
        for (index, counts) in counts.enumerated() {
            ledger.check(counts == ShardCensus(), "shard \(index) still holds \(counts)")
        }
    }
}
