import BrokerTransport
import Foundation
import Testing

struct WakeUpTests {
    @Test func `a signal from another thread ends the wait with its token`() async throws {
        let poller = try Poller()
        let wakeUp = try WakeUp()
        try poller.add(wakeUp.descriptor, token: 7, interest: .read)
        Thread.detachNewThread { wakeUp.signal() }
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        #expect(poller[0].token == 7)
        #expect(poller[0].isReadable)
    }

    @Test func `signals count as one until they are drained`() throws {
        let poller = try Poller()
        let wakeUp = try WakeUp()
        try poller.add(wakeUp.descriptor, token: .max, interest: .read)
        wakeUp.signal()
        wakeUp.signal()
        #expect(try poller.wait(milliseconds: 0) == 1)
        #expect(poller[0].token == .max)
        wakeUp.drain()
        #expect(try poller.wait(milliseconds: 0) == 0)
        wakeUp.drain()
        wakeUp.signal()
        #expect(try poller.wait(milliseconds: 0) == 1)
    }
}
