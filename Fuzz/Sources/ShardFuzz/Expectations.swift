import BrokerCore
import MQTTPackets

/// What holds of every shard after every step, at rest, and when everybody is gone.
enum Expectations {
    /// Clients hold bytes back while the broker does not read.
    static let unreadBytesMax = 8_192

    /// Memory stays within the limits.
    static func checkBounds(_ world: ShardWorld) {
        let limits = world.settings.limits
        var sessions = 0
        for shard in world.shards {
            precondition(!shard.hasEffects && !shard.hasDirty, "a tick leaves nothing")
            let census = shard.census()
            // Answers of one reading go beyond the limit until its end; a message is the last.
            let outboundBytesMax =
                limits.outboundBytesMax + 3 * limits.packetBytesMax + 4 * unreadBytesMax
            precondition(census.outboundBytesMax <= outboundBytesMax, "outbound queues are bounded")
            precondition(
                census.inFlightMax <= Int(limits.inflightMessagesMax), "windows are bounded")
            sessions += census.sessions
            precondition(
                census.subscriptions <= census.indexedSubscriptions,
                "the index knows every subscription")
        }
        precondition(sessions <= limits.sessionsMax ?? .max, "sessions are bounded")
    }

    /// Once nothing hinders anybody, everything taken has its answer.
    static func checkRest(_ world: ShardWorld) {
        world.holdsMessages = false
        world.holdsCommits = false
        for shard in world.shards { shard.setCongestedShards(0) }
        world.verdict = .accepted(userName: nil)
        while world.isAnybodyWaiting { world.concludeOldest(.accepted(userName: nil)) }
        for connection in world.connections { connection.isBlocked = false }
        for _ in 0..<3 {
            for connection in world.connections { world.trickle(connection, upTo: .max) }
            for connection in world.connections { world.feed(connection) }
            world.settle()
        }
        // What waits for a full queue that its own client does not empty stays unanswered.
        let isStalled = world.shards.contains { $0.census().stalledConnections > 0 }
        for connection in world.connections {
            connection.dialogue.checkNothingIsOwed(butPublishes: isStalled)
        }
        for shard in world.shards {
            let census = shard.census()
            precondition(census.pendingSubscriptions == 0, "every SUBSCRIBE is completed")
            precondition(census.holdingConnections == 0, "what is durable is acknowledged")
        }
    }

    /// Everybody leaves: nothing stays but sessions that were to be kept, and they can be ended.
    static func checkEnd(_ world: ShardWorld) {
        for connection in world.connections { world.lose(connection) }
        world.settle()
        precondition(world.connections.isEmpty, "every connection closes")
        for _ in 0..<3 {  // an expiry is looked at in steps of some minutes
            world.advance(milliseconds: 900_000)
            world.settle()
        }
        for (clientID, shard) in world.knownClients {
            end(String(decoding: clientID, as: UTF8.self), on: shard, world)
        }
        world.settle()
        for _ in 0..<3 {
            world.advance(milliseconds: 900_000)
            world.settle()
        }
        for shard in world.shards {
            precondition(shard.census() == ShardCensus(), "nothing stays: \(shard.census())")
            // Retained messages are looked at every second, for they may expire.
            precondition(!shard.hasTimers || world.retained.count > 0, "no timer stays")
            precondition(!shard.isAwaitingCongestion, "nobody waits for other shards")
        }
    }

    /// Ends the client's session, whoever owns it.
    private static func end(_ clientID: String, on shard: Int, _ world: ShardWorld) {
        for userName in PacketGrammar.userNames {
            world.verdict = .accepted(userName: userName)
            let connection = world.open(shard: shard, listener: 0)
            var bytes: [UInt8] = []
            let connect = Packet.connect(Connect(version: .v311, clientID: clientID))
            connect.encode(into: &bytes, version: .v311)
            connection.toBroker = bytes
            world.feed(connection)
            world.settle()
            if !connection.isClosed { world.lose(connection) }
            world.settle()
        }
    }
}
