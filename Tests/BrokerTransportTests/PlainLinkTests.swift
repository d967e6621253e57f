import BrokerTransport
import Testing

struct PlainLinkTests {
    @Test func `bytes arrive in both directions`() throws {
        let server = try TestServer()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        #expect(!link.isHandshaking)
        #expect(link.tls == nil)
        _ = client.send([1, 2, 3])
        #expect(try server.receive(link, count: 100).1 == [1, 2, 3])
        try server.send([4, 5], on: link)
        #expect(client.receive(count: 2) == [4, 5])
    }

    @Test func `a receive without bytes waits for reading`() throws {
        let server = try TestServer()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        var buffer: [UInt8] = [0]
        guard case .wantsRead = TestServer.receive(link, into: &buffer) else {
            Issue.record("something was received")
            return
        }
        _ = client
    }

    @Test func `a socket that is full takes a part, then waits for writing, and loses nothing`()
        throws
    {
        let server = try TestServer()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var sent = 0
        var wasFull = false
        while !wasFull && sent < 1 << 30 {
            switch TestServer.send(bytes[(sent % bytes.count)...], on: link) {
            case .bytes(let count): sent += count
            case .wantsWrite: wasFull = true
            case let other:
                Issue.record("\(other)")
                return
            }
        }
        #expect(wasFull)
        let received = client.receive(count: sent)
        #expect(received.count == sent)
        #expect(received.enumerated().allSatisfy { $1 == bytes[$0 % bytes.count] })
        try server.send([7], on: link)
        #expect(client.receive(count: 1) == [7])
    }

    @Test func `the peer's end comes after its last byte`() throws {
        let server = try TestServer()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        _ = client.send([9])
        Socket.finishSending(to: client.descriptor)
        #expect(try server.receive(link, count: 10).1 == [9])
        guard case .endOfStream = try server.receive(link, count: 10).0 else {
            Issue.record("no end of stream")
            return
        }
    }

    @Test func `a reset is an error, and sending after it raises no signal`() throws {
        let server = try TestServer()
        var client: TestClient? = try TestClient(port: server.listener.port)
        let link = try server.accept()
        client?.resetOnClose()
        client = nil
        guard case .failed(.system(let fault)) = try server.receive(link, count: 10).0 else {
            Issue.record("no error")
            return
        }
        #expect(fault.description == "Connection reset by peer")
        guard case .failed = TestServer.send([1, 2, 3], on: link) else {
            Issue.record("a reset connection took bytes")
            return
        }
    }
}
