import BrokerCore
import MQTTPackets

/// One client of a ``DeadlineHistory``, and what the specification says of its session, its will
/// and the messages that wait for it.
final class TimedMember {
    /// A message that waits, and when it expires.
    struct Waiting {
        let payload: [UInt8]
        let deadline: MonotonicTime?

        func isExpired(at now: MonotonicTime) -> Bool { deadline.map { $0 <= now } ?? false }

        func secondsLeft(at now: MonotonicTime) -> UInt32? {
            deadline.map { UInt32(clamping: now.seconds(until: $0)) }
        }
    }

    /// A will that must have been published; or may have, in the second in which it is due.
    struct ExpectedWill {
        let payload: [UInt8]
        var isUncertain = false
    }

    let client: SimulatedClient
    private let world: World
    private var isConnected = false
    private var hasSession = false
    private var expirySeconds: UInt32 = 0
    private var grace: UInt64 = 0
    private var lastSentAt = MonotonicTime(nanoseconds: 0)
    private var will: Will?
    private var expiresAt: MonotonicTime?
    private var delayedWill: (payload: [UInt8], dueAt: MonotonicTime)?
    private var queue: [Waiting] = []
    /// The session is new and has no subscription.
    private(set) var needsSubscription = false

    init(_ client: SimulatedClient, _ world: World) {
        self.client = client
        self.world = world
    }

    // MARK: Coming and going

    /// Connects, and checks what is found; the wills that this sets free.
    func connect(_ connect: Connect) throws -> [ExpectedWill] {
        var wills: [ExpectedWill] = []
        if isConnected {
            client.lose()
            wills += leave()
        }
        // An end that is due in this second may have come or not.
        let mayBeGone = expiresAt.map { $0 <= world.now } ?? false
        let hadSession = hasSession
        let oldWill = delayedWill
        delayedWill = nil
        client.connect(over: world.accept(client), saying: connect)
        try world.drain()
        guard case .connack(let connack) = client.arrived.first else {
            world.ledger.check(false, "\(client.clientID) got no CONNACK")
            return wills
        }
        world.ledger.check(connack.reasonCode == .success, "\(client.clientID) was refused")
        let isPresent = connack.isSessionPresent
        world.ledger.check(
            isPresent == (hadSession && !connect.cleanStart) || mayBeGone && !isPresent,
            "\(client.clientID): session \(isPresent)")
        if let oldWill {
            let isDue = oldWill.dueAt <= world.now
            if connect.cleanStart || !isPresent {
                wills.append(ExpectedWill(payload: oldWill.payload))
            } else if isDue {
                wills.append(ExpectedWill(payload: oldWill.payload, isUncertain: true))
            }
        }
        begin(connect, isPresent: isPresent)
        return wills
    }

    private func begin(_ connect: Connect, isPresent: Bool) {
        isConnected = true
        hasSession = true
        expiresAt = nil
        lastSentAt = world.now
        grace = UInt64(connect.keepAlive) * 1_500_000_000
        expirySeconds =
            connect.version == .v5
            ? connect.properties.sessionExpiryInterval ?? 0 : connect.cleanStart ? 0 : .max
        will = connect.will
        needsSubscription = !isPresent
        if !isPresent { queue = [] }
        client.arrived.removeFirst()
        checkArrived()
    }

    /// The network fails.
    func lose() -> [ExpectedWill] {
        if !isConnected { return [] }
        world.cut(client)
        return leave()
    }

    /// DISCONNECT, with or without the will (0x04), perhaps with another expiry.
    func disconnect(keepingWill: Bool, newExpiry: UInt32?) -> [ExpectedWill] {
        if !isConnected { return [] }
        var disconnect = Disconnect()
        let isV5 = client.version == .v5
        if isV5, keepingWill { disconnect.reasonCode = .disconnectWithWill }
        if isV5, let newExpiry, expirySeconds > 0 {
            disconnect.properties.sessionExpiryInterval = newExpiry
            expirySeconds = newExpiry
        }
        if disconnect.reasonCode == .normalDisconnection { will = nil }
        client.send(.disconnect(disconnect))
        client.lose()
        return leave()
    }

    /// The connection has ended now (sections 3.1.2.5, 3.1.3.2.2, 3.1.2.11.2).
    private func leave() -> [ExpectedWill] {
        isConnected = false
        var wills: [ExpectedWill] = []
        if let will {
            let delay = min(will.properties.willDelayInterval ?? 0, expirySeconds)
            if delay == 0 {
                wills.append(ExpectedWill(payload: will.payload))
            } else {
                delayedWill = (will.payload, world.now.adding(seconds: UInt64(delay)))
            }
        }
        will = nil
        if expirySeconds == 0 {
            hasSession = false
        } else if expirySeconds != .max {
            expiresAt = world.now.adding(seconds: UInt64(expirySeconds))
        }
        return wills
    }

    /// The broker was killed and is back.
    func noteCrash() -> [ExpectedWill] {
        if isConnected { return leave() }
        guard let (payload, dueAt) = delayedWill, dueAt <= world.now else { return [] }
        delayedWill = nil
        return [ExpectedWill(payload: payload)]
    }

    func ping() {
        if !isConnected { return }
        client.send(.pingreq)
        lastSentAt = world.now
    }

    // MARK: Time

    /// What the passing of time must have ended.
    func passed(since before: MonotonicTime) -> [ExpectedWill] {
        if isConnected {
            let deadline = lastSentAt.adding(nanoseconds: grace)
            if grace == 0 || deadline > world.now { return [] }
            if !hasFired(deadline), client.isConnected { return [] }
            world.ledger.check(!client.isConnected, "\(client.clientID) is kept too long")
            return leave()
        }
        var wills: [ExpectedWill] = []
        if let (payload, dueAt) = delayedWill, dueAt <= world.now {
            let isCertain = hasFired(dueAt)
            if isCertain { delayedWill = nil }
            wills.append(ExpectedWill(payload: payload, isUncertain: !isCertain))
        }
        if let end = expiresAt, hasFired(end) {
            expiresAt = nil
            hasSession = false
        }
        return wills
    }

    /// The will came before its second was over.
    func published(_ will: ExpectedWill) {
        if delayedWill?.payload == will.payload { delayedWill = nil }
    }

    /// Deadlines are looked at once a second, and never early.
    private func hasFired(_ deadline: MonotonicTime) -> Bool {
        deadline <= MonotonicTime(nanoseconds: world.now.seconds * 1_000_000_000)
    }

    // MARK: Messages

    func expect(_ waiting: Waiting) { if hasSession { queue.append(waiting) } }

    /// A connected client has everything that did not expire, in order and with the time left.
    func checkArrived() {
        if !isConnected { return }
        var arrived: [(payload: [UInt8], left: UInt32?)] = []
        for case .publish(let publish) in client.arrived {
            arrived.append((publish.payload, publish.properties.messageExpiryInterval))
        }
        client.arrived = []
        let expected = queue.filter { !$0.isExpired(at: world.now) }
        queue = []
        world.ledger.check(
            arrived.map(\.payload) == expected.map(\.payload),
            "\(client.clientID) got \(arrived.count) messages instead of \(expected.count)")
        if client.version == .v5 {
            world.ledger.check(
                arrived.map(\.left) == expected.map { $0.secondsLeft(at: world.now) },
                "\(client.clientID) was told \(arrived.map(\.left))")
        }
        if !arrived.isEmpty { lastSentAt = world.now }
    }

    func checkConnection() {
        world.ledger.check(
            client.isConnected == isConnected, "\(client.clientID) is connected: \(!isConnected)")
    }
}
