import BrokerCore
import BrokerTransport
import Testing

/// A listener on an ephemeral port, driven by its own poller with a deadline for every wait.
final class TestServer {
    struct TimedOut: Error {}

    let listener: ListenSocket
    let context: TLSContext?
    private let poller: Poller
    private static let deadlineMilliseconds: Int32 = 30_000

    convenience init(
        tls settings: TLSSettings? = nil, unixTime: @escaping @Sendable () -> Int64 = UnixTime.now
    ) throws {
        try self.init(context: settings.map { try TLSContext($0, unixTime: unixTime) })
    }

    init(context: TLSContext?) throws {
        self.context = context
        poller = try Poller()
        let sockets = try ListenSocket.open(.tcp(host: "127.0.0.1", port: 0))
        listener = try #require(sockets.first)
    }

    /// Waits for the next connection.
    func accept() throws -> Link {
        while true {
            switch listener.accept() {
            case .accepted(let descriptor, let peer):
                return Link(descriptor: descriptor, peer: peer, context: context)
            case .wouldBlock: try wait(for: listener.descriptor, .read)
            case let other:
                Issue.record("accept: \(other)")
                throw TimedOut()
            }
        }
    }

    /// Shakes hands to the end, good or bad.
    func handshake(_ link: Link) throws -> TransferResult {
        try drive(link) { link.handshake() }
    }

    /// Receives once, after as many waits as it takes.
    func receive(_ link: Link, count: Int) throws -> (TransferResult, [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = try drive(link) { Self.receive(link, into: &buffer) }
        guard case .bytes(let received) = result else { return (result, []) }
        return (result, Array(buffer[..<received]))
    }

    /// Receives once, without any wait.
    static func receive(_ link: Link, into buffer: inout [UInt8]) -> TransferResult {
        // Proof: the array lends its own storage for the call.
        unsafe buffer.withUnsafeMutableBytes { unsafe link.receive(into: $0) }
    }

    /// Sends once, without any wait.
    static func send(_ bytes: ArraySlice<UInt8>, on link: Link) -> TransferResult {
        // Proof: the slice lends its own storage for the call.
        unsafe bytes.withUnsafeBytes { unsafe link.send($0) }
    }

    /// Sends everything, each time from a new place in memory.
    func send(_ bytes: [UInt8], on link: Link) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let result = try drive(link) { Self.send(ArraySlice(Array(rest)), on: link) }
            guard case .bytes(let count) = result else {
                Issue.record("send: \(result)")
                throw TimedOut()
            }
            rest = rest.dropFirst(count)
        }
    }

    private func drive(_ link: Link, _ step: () -> TransferResult) throws -> TransferResult {
        while true {
            switch step() {
            case .wantsRead: try wait(for: link.descriptor, .read)
            case .wantsWrite: try wait(for: link.descriptor, .write)
            case let result: return result
            }
        }
    }

    private func wait(for descriptor: FileDescriptor, _ interest: PollInterest) throws {
        try poller.add(descriptor, token: 0, interest: interest)
        let count = try poller.wait(milliseconds: Self.deadlineMilliseconds)
        try poller.remove(descriptor)
        if count == 0 { throw TimedOut() }
    }
}
