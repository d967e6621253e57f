import BrokerCore
import MQTTPackets

/// One or more shards without sockets: packets in, packets out, time by hand.
final class ShardBench {
    let shards: [Shard]
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// Connections that were told to close, in order.
    private(set) var closed: [Client] = []
    private(set) var events: [BrokerEvent] = []
    private var clients: [Client: [UInt8]] = [:]
    /// Bytes not consumed yet.
    private var unread: [Client: [UInt8]] = [:]
    var verdict: (AuthenticationRequest) -> AuthenticationVerdict = {
        .accepted(userName: $0.userName)
    }

    /// A connection on one of the shards.
    struct Client: Hashable {
        var shard: Int
        var slot: ConnectionSlot
    }

    init(shardCount: Int = 1, settings: BrokerSettings = .loopbackOnly(), journals: Bool = false) {
        let retained = RetainedStore(seed: 7)
        let now = now
        shards = (0..<shardCount).map { index in
            Shard(
                index: index, shardCount: shardCount, settings: settings, retained: retained,
                seed: UInt64(index) + 1, journals: journals, now: now)
        }
    }

    /// Opens a connection on the client identifier's home shard and sends CONNECT.
    func connect(_ connect: Connect) -> Client {
        let shard = Shard.home(of: connect.clientID, shardCount: shards.count)
        let client = Client(shard: shard, slot: shards[shard].open(listener: 0, now: now))
        send(.connect(connect), version: connect.version, from: client)
        return client
    }

    func open() -> Client {
        Client(shard: 0, slot: shards[0].open(listener: 0, now: now))
    }

    func send(_ packet: Packet, version: ProtocolVersion = .v311, from client: Client) {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        send(bytes, from: client)
    }

    func send(_ bytes: [UInt8], from client: Client) {
        unread[client, default: []] += bytes
        feed(client)
        settle()
    }

    /// Everything sent to the client since the last look.
    func take(from client: Client, version: ProtocolVersion = .v311) throws -> [Packet] {
        let bytes = clients[client] ?? []
        clients[client] = []
        var packets: [Packet] = []
        var position = 0
        while let header = try FixedHeader.scan(bytes.span, at: position) {
            let end = position + header.frameLength
            if end > bytes.count { break }
            packets.append(
                try Packet(
                    frame: bytes.span.extracting(position..<end), header: header,
                    version: version))
            position = end
        }
        return packets
    }

    func disconnect(_ client: Client) {
        shards[client.shard].connectionLost(client.slot, now: now)
        settle()
    }

    func advance(seconds: UInt64) {
        now = now.adding(seconds: seconds)
        for shard in shards { shard.advance(to: now) }
        settle()
    }

    private func feed(_ client: Client) {
        guard let bytes = unread[client], !bytes.isEmpty else { return }
        let consumed = shards[client.shard].receive(bytes.span, on: client.slot, now: now)
        unread[client] = Array(bytes[consumed...])
    }

    /// Carries everything out until nothing is left to do.
    func settle() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for (index, shard) in shards.enumerated() {
                while !shard.effects.isEmpty {
                    isBusy = true
                    carryOut(shard.effects.removeFirst(), on: index)
                }
                for destination in shards.indices where destination != index {
                    let messages = shard.takeMessages(for: destination)
                    if messages.isEmpty { continue }
                    isBusy = true
                    shards[destination].receive(messages, from: index, now: now)
                }
                while !shard.dirty.isEmpty {
                    isBusy = true
                    let slots = shard.dirty
                    shard.dirty = []
                    for slot in slots { flush(slot, on: index) }
                }
                events += shard.events
                shard.events = []
            }
        }
    }

    private func carryOut(_ effect: ConnectionEffect, on index: Int) {
        let shard = shards[index]
        switch effect {
        case .authenticate(let slot, let request):
            shard.conclude(verdict(request), on: slot, now: now)
            feed(Client(shard: index, slot: slot))
        case .move: break
        case .close(let slot):
            flush(slot, on: index)
            closed.append(Client(shard: index, slot: slot))
            shard.release(slot)
        case .pauseReading: break
        case .resumeReading(let slot): feed(Client(shard: index, slot: slot))
        }
    }

    private func flush(_ slot: ConnectionSlot, on index: Int) {
        let bytes = shards[index].takeOutbound(of: slot, now: now).taken
        clients[Client(shard: index, slot: slot), default: []] += bytes
    }
}
