import BrokerTransport
import Testing

struct AlarmTests {
    @Test func `an alarm wakes the poller until it is cleared, and again when it is set again`()
        throws
    {
        let poller = try Poller()
        let alarm = try Alarm()
        try poller.add(alarm.descriptor, token: 9, interest: .read)
        #expect(try poller.wait(milliseconds: 0) == 0)
        for _ in 0..<2 {
            alarm.set(milliseconds: 1)
            #expect(try poller.wait(milliseconds: 30_000) == 1)
            #expect(poller[0].token == 9)
            #expect(try poller.wait(milliseconds: 0) == 1)
            alarm.clear()
            #expect(try poller.wait(milliseconds: 0) == 0)
        }
    }

    @Test func `an alarm that is set later forgets that it was due`() throws {
        let poller = try Poller()
        let alarm = try Alarm()
        try poller.add(alarm.descriptor, token: 9, interest: .read)
        alarm.set(milliseconds: 1)
        #expect(try poller.wait(milliseconds: 30_000) == 1)
        alarm.set(milliseconds: 3_600_000)
        #expect(try poller.wait(milliseconds: 0) == 0)
    }
}
