import BrokerTransport
import Testing

struct PollerTests {
    @Test func `readiness is level triggered and bears the token it was changed to`() throws {
        let server = try TestServer()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        let poller = try Poller()
        try poller.add(link.descriptor, token: 1, interest: .read)
        #expect(try poller.wait(milliseconds: 0) == 0)
        _ = client.send([1])
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        #expect(poller[0].isReadable && !poller[0].isWritable && !poller[0].hasHungUp)
        try poller.change(link.descriptor, token: 2, interest: [.read, .write])
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        #expect(poller[0].token == 2)
        #expect(poller[0].isReadable && poller[0].isWritable)
        try poller.remove(link.descriptor)
        #expect(try poller.wait(milliseconds: 0) == 0)
    }

    @Test func `a reset is reported even when nothing is asked for`() throws {
        let server = try TestServer()
        var client: TestClient? = try TestClient(port: server.listener.port)
        let link = try server.accept()
        let poller = try Poller()
        try poller.add(link.descriptor, token: 3, interest: [])
        client?.resetOnClose()
        client = nil
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        #expect(poller[0].hasHungUp)
    }

    @Test func `more ready descriptors than one wait reports come with the next wait`() throws {
        let poller = try Poller()
        let wakeUps = try (0..<Poller.eventsMax + 3).map { _ in try WakeUp() }
        for (token, wakeUp) in wakeUps.enumerated() {
            try poller.add(wakeUp.descriptor, token: UInt64(token), interest: .read)
            wakeUp.signal()
        }
        var seen: Set<UInt64> = []
        for _ in 0..<2 {
            let count = try poller.wait(milliseconds: 0)
            for index in 0..<count {
                seen.insert(poller[index].token)
                wakeUps[Int(poller[index].token)].drain()
            }
        }
        #expect(seen.count == wakeUps.count)
    }

    @Test func `a closed descriptor cannot be watched`() throws {
        let poller = try Poller()
        #expect(throws: SystemFault(code: 9)) {
            try poller.add(FileDescriptor(rawValue: -1), token: 0, interest: .read)
        }
    }
}
