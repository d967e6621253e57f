import BrokerCore
import BrokerTransport
import Foundation
import Testing

struct TLSTransferTests {
    let folder: TemporaryFolder
    let server: TestServer
    let client: SClient
    let link: Link

    /// A connection whose handshake is done.
    init() throws {
        folder = try TemporaryFolder()
        let authority = try TestAuthority("ca", in: folder)
        try authority.issue("server", subject: "/CN=localhost")
        server = try TestServer(
            tls: TLSSettings(
                certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key")))
        client = try SClient(
            port: server.listener.port, folder: folder, ["-no_ign_eof"])
        link = try server.accept()
        guard case .bytes(0) = try server.handshake(link) else { throw TestServer.TimedOut() }
    }

    @Test func `bytes that were decrypted already are pending, and read without a poller`() throws {
        let bytes = (0..<5000).map { UInt8($0 % 251) }
        try client.send(bytes)
        var received = try server.receive(link, count: 100).1
        #expect(received.count == 100)
        #expect(link.hasPendingBytes)
        // One write of s_client is one record, so the rest lies in the session.
        var buffer = [UInt8](repeating: 0, count: 700)
        while link.hasPendingBytes {
            guard case .bytes(let count) = TestServer.receive(link, into: &buffer) else { break }
            received += buffer[..<count]
        }
        #expect(received == bytes)
        guard case .wantsRead = TestServer.receive(link, into: &buffer) else {
            Issue.record("more than was sent")
            return
        }
    }

    @Test func `many records come with one receive as far as the buffer goes`() throws {
        let bytes = (0..<60_000).map { UInt8($0 % 241) }
        try client.send(bytes)
        var received: [UInt8] = []
        while received.count < bytes.count {
            received += try server.receive(link, count: 262_144).1
        }
        #expect(received == bytes)
    }

    @Test func `writes of one byte each arrive in order`() throws {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        for byte in bytes { try server.send([byte], on: link) }
        link.close()
        #expect(try client.received() == Data(bytes))
    }

    @Test func `a send that the kernel cannot take goes on later from another place in memory`()
        throws
    {
        // More than the kernel buffers between two sockets, in a period that no record has.
        var bytes: [UInt8] = []
        let period = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
        for _ in 0..<24 { bytes += period }
        client.suspend()
        var sent = 0
        var wasFull = false
        while !wasFull && sent < bytes.count {
            switch TestServer.send(ArraySlice(Array(bytes[sent...])), on: link) {
            case .bytes(let count): sent += count
            case .wantsWrite: wasFull = true
            case let other:
                Issue.record("\(other)")
                return
            }
        }
        client.resume()
        #expect(wasFull)
        try server.send(Array(bytes[sent...]), on: link)
        link.close()
        #expect(try client.received() == Data(bytes))
    }

    private func receiveToEnd(_ link: Link) throws -> [UInt8] {
        var received: [UInt8] = []
        while true {
            let (result, bytes) = try server.receive(link, count: 100)
            received += bytes
            if case .endOfStream = result { return received }
            guard case .bytes = result else {
                Issue.record("\(result)")
                return received
            }
        }
    }

    @Test func `the peer's goodbye is the end of the stream, after its last byte`() throws {
        try client.send([1, 2, 3])
        try client.closeInput()
        #expect(try receiveToEnd(link) == [1, 2, 3])
    }

    @Test func `a peer that is gone without goodbye is the end of the stream too`() throws {
        // Without tickets, a client that sends has read all there is, so its end is no reset.
        let client = try SClient(
            port: server.listener.port, folder: folder, ["-tls1_2", "-no_ticket"])
        let link = try server.accept()
        guard case .bytes(0) = try server.handshake(link) else { throw TestServer.TimedOut() }
        try client.send([1])
        #expect(try server.receive(link, count: 10).1 == [1])
        client.terminate()
        #expect(try receiveToEnd(link).isEmpty)
        guard case .endOfStream = TestServer.send([1], on: link) else {
            Issue.record("an ended session took bytes")
            return
        }
    }

    @Test func `an empty send and an empty buffer move nothing`() throws {
        var nothing: [UInt8] = []
        guard case .bytes(0) = TestServer.send([], on: link),
            case .bytes(0) = TestServer.receive(link, into: &nothing)
        else {
            Issue.record("something moved")
            return
        }
    }
}
