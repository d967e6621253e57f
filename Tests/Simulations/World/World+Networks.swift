import BrokerCore
import MQTTPackets

/// Connections: how they begin, how their bytes travel, and how they end.
extension World {
    /// Connects the client over a new network, to whichever shard happens to accept.
    func connect(_ client: SimulatedClient, cleanStart: Bool = false) {
        client.connect(over: accept(client), cleanStart: cleanStart)
    }

    /// A new network for the client, on whichever shard happens to accept.
    func accept(_ client: SimulatedClient) -> SimulatedConnection {
        let shard = Int.random(in: shards.indices, using: &random)
        let slot = shards[shard].open(listener: 0, now: now)
        let connection = SimulatedConnection(client: client, shard: shard, slot: slot)
        connections.append(connection)
        places[shard][slot] = connection
        return connection
    }

    /// Cuts the client's network; the broker hears of it at once.
    func cut(_ client: SimulatedClient) {
        guard let connection = client.connection else { return }
        trace.note("\(client.clientID) is cut")
        client.lose()
        tellLost(connection)
    }

    /// The client is gone and the broker does not know; what was sent still arrives there.
    func vanish(_ client: SimulatedClient) {
        guard let connection = client.connection else { return }
        if !client.isConnected {  // a CONNECT that comes late would undo a later one
            cut(client)
            return
        }
        trace.note("\(client.clientID) vanishes")
        client.lose()
        if connection.isClosed { forget(connection) }
    }

    /// The client comes over another network while the broker still holds the old one.
    func takeOver(_ client: SimulatedClient, cleanStart: Bool = false) {
        vanish(client)
        connect(client, cleanStart: cleanStart)
    }

    /// The client says goodbye, and the broker hears it.
    func disconnect(_ client: SimulatedClient) {
        guard client.isConnected, let connection = client.connection else { return }
        client.disconnect()
        client.lose()
        if connection.isClosed { forget(connection) }
    }

    private func tellLost(_ connection: SimulatedConnection) {
        if let slot = connection.slot, !connection.isClosed {
            shards[connection.shard].connectionLost(slot, now: now)
            settle(connection.shard)
        }
        connection.isClosed = true
        moving.removeAll { $0 === connection }
        forget(connection)
    }

    func forget(_ connection: SimulatedConnection) { connections.removeAll { $0 === connection } }

    // MARK: Bytes

    func carryToBroker() -> Bool {
        let waiting = connections.filter {
            !$0.isClosed && !$0.isReadingPaused && $0.slot != nil && !$0.toBroker.isEmpty
        }
        guard let connection = waiting.randomElement(using: &random) else { return false }
        let count = portion(of: min(connection.toBroker.count, traits.portionMax))
        connection.unread += connection.toBroker[..<count]
        connection.toBroker.removeFirst(count)
        feed(connection)
        settle(connection.shard)
        return true
    }

    func feed(_ connection: SimulatedConnection, evenNone: Bool = false) {
        guard let slot = connection.slot, evenNone || !connection.unread.isEmpty else { return }
        let consumed = shards[connection.shard].receive(
            connection.unread.span, on: slot, now: now)
        connection.unread.removeFirst(consumed)
    }

    func carryToClient() throws -> Bool {
        let waiting = clients.filter { $0.connection?.toClient.isEmpty == false }
        guard let client = waiting.randomElement(using: &random), let connection = client.connection
        else { return dropClosed() }
        let count = portion(of: connection.toClient.count)
        let bytes = connection.toClient[..<count]
        connection.toClient = Array(connection.toClient[count...])
        try client.receive(bytes, journals)
        return true
    }

    /// A client sees that the broker closed once it has read everything.
    private func dropClosed() -> Bool {
        for client in clients {
            if let connection = client.connection, connection.isClosed {
                trace.note("\(client.clientID) sees the end")
                client.lose()
                forget(connection)
                return true
            }
        }
        return false
    }

    private func portion(of count: Int) -> Int {
        switch traits.pace {
        case .pieces: Int.random(in: 1...count, using: &random)
        case .all: count
        case .single: 1
        }
    }

    // MARK: Sockets

    func flushSome() -> Bool {
        let waiting = connections.filter {
            $0.hasUnsent && $0.slot != nil && $0.appetite != .nothing
        }
        guard let connection = waiting.randomElement(using: &random) else { return false }
        flush(connection)
        settle(connection.shard)
        return true
    }

    /// The socket takes what it has room for.
    func flush(_ connection: SimulatedConnection) {
        guard let slot = connection.slot else { return }
        let room =
            switch connection.appetite {
            case .all: Int.max
            case .pieces:
                traits.pace == .pieces ? Int.random(in: 1...400, using: &random) : Int.max
            case .crumbs: Int.random(in: 1...8, using: &random)
            case .nothing: 0
            }
        let bytes = shards[connection.shard].takeOutbound(of: slot, now: now, upTo: room)
        connection.toClient += bytes.taken
        connection.hasUnsent = !bytes.isEmptyNow
    }

    // MARK: Hand-over

    /// A connection that was on its way arrives at its shard.
    func arrive() -> Bool {
        guard let place = moving.indices.randomElement(using: &random) else { return false }
        let connection = moving.remove(at: place)
        let slot = shards[connection.shard].open(listener: 0, now: now)
        connection.slot = slot
        places[connection.shard][slot] = connection
        feed(connection)
        settle(connection.shard)
        return true
    }

    /// It is found out who somebody is.
    func conclude() -> Bool {
        guard let place = verdicts.indices.randomElement(using: &random) else { return false }
        let (shard, slot, userName) = verdicts.remove(at: place)
        shards[shard].conclude(.accepted(userName: userName), on: slot, now: now)
        if let connection = places[shard][slot] { feed(connection) }
        settle(shard)
        return true
    }
}
