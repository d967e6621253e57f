import MQTTPackets
import NIOCore
import NIOPosix

/// Connections come and go; sessions stay.
extension Crowd {
    /// Whether everybody has lost the connection.
    var hasNoConnection: Bool { wires.isEmpty }

    /// Connects a publisher, which brings back its session.
    func connectPublisher(_ number: Int, port: Int) async throws {
        try await connect(number, port)
    }

    /// Connects a subscriber and returns after its CONNACK, the first time after its SUBACK.
    func connectSubscriber(_ number: Int, port: Int) async throws {
        let member = publishers.count + number
        let wire = try await connect(member, port)
        try await reach("SUBACK of subscriber \(number)") { crowd in
            crowd.subscribers[number].isSubscribed || crowd.wires[member]?.name != wire
        }
    }

    /// Connects the pulse, which beats from then on.
    func connectPulse(port: Int) async throws { try await connect(pulseMember, port) }

    /// Asks with a new client what is retained, and judges it.
    func checkRetained(port: Int) async throws {
        reader = RetainedReader()
        try await connect(readerMember, port)
        try await reach("the retained messages") { $0.reader.isComplete }
        judgeRetained()
        drop(readerMember)
    }

    /// A publisher loses its connection.
    func dropPublisher(_ number: Int) { drop(number) }

    /// A subscriber loses its connection.
    func dropSubscriber(_ number: Int) { drop(publishers.count + number) }

    /// Everybody loses the connection.
    func dropAll() { for member in Array(wires.keys) { drop(member) } }

    /// A wire has ended.
    func lose(_ wire: WireName) {
        guard wires[wire.member]?.name == wire else { return }
        wires[wire.member] = nil
        self[wire.member].lose()
        wakeWaiters()
    }

    /// Comes again when an earlier connection of its own, whose CONNECT was read later, took it
    /// over.
    @discardableResult
    private func connect(_ member: Int, _ port: Int) async throws -> WireName {
        for _ in 0..<3 {
            if let wire = try await attempt(member, port) { return wire }
        }
        throw CrowdFailure("the connection of \(self[member].connect.clientID) was lost")
    }

    /// Nil when the connection was lost before its CONNACK.
    private func attempt(_ member: Int, _ port: Int) async throws -> WireName? {
        wireCount += 1
        let name = WireName(member: member, number: wireCount)
        let version = self[member].connect.version
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        WireHandler(crowd: self, wire: name, version: version))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        guard channel.isActive else { return nil }
        wires[member] = (name, channel)  // one that was there is taken over
        self[member].lose()
        self[member].output = []
        self[member].send(.connect(self[member].connect))
        flush(member)
        try await reach("CONNACK of \(self[member].connect.clientID)") { crowd in
            crowd[member].isWelcome || crowd.wires[member]?.name != name
        }
        // Another connection of the same member may have come meanwhile: that one counts.
        return wires[member] == nil ? nil : name
    }

    private func drop(_ member: Int) {
        guard let wire = wires.removeValue(forKey: member) else { return }
        self[member].lose()
        wire.channel.close(promise: nil)
    }
}
