import ApusClient
import Testing

@Suite struct `Policies and topics` {
    @Test func `the delay doubles up to its maximum, and jitter takes at most half`() {
        let policy = ReconnectPolicy.exponential(
            initial: .seconds(1), maximum: .seconds(5), attemptsMax: 4)
        #expect(policy.delay(beforeAttempt: 1, jitter: 0) == .seconds(1))
        #expect(policy.delay(beforeAttempt: 2, jitter: 0) == .seconds(2))
        #expect(policy.delay(beforeAttempt: 4, jitter: 0) == .seconds(5))
        #expect(policy.delay(beforeAttempt: 2, jitter: 1) == .seconds(1))
        #expect(policy.delay(beforeAttempt: 5, jitter: 0) == nil)
        #expect(ReconnectPolicy.never.delay(beforeAttempt: 1, jitter: 0) == nil)
    }

    @Test func `a ping is out before Keep Alive has passed, and unanswered means dead`() {
        let start = ContinuousClock.now
        var keepAlive = KeepAlive(interval: .seconds(10), timeout: .seconds(3), now: start)
        #expect(keepAlive.check(now: start) == .wait(until: start + .seconds(9)))
        keepAlive.sent(now: start + .seconds(4))
        #expect(
            keepAlive.check(now: start + .seconds(9)) == .wait(until: start + .seconds(13)))
        #expect(keepAlive.check(now: start + .seconds(13)) == .ping)
        #expect(
            keepAlive.check(now: start + .seconds(14)) == .wait(until: start + .seconds(16)))
        #expect(keepAlive.check(now: start + .seconds(16)) == .dead)
        keepAlive.forgetPing()
        #expect(
            keepAlive.check(now: start + .seconds(16)) == .wait(until: start + .seconds(22)))
    }

    @Test(arguments: [
        ("a/b", "a/b", true), ("a/+", "a/b", true), ("a/+", "a", false), ("a/#", "a", true),
        ("a/#", "a/b/c", true), ("#", "a", true), ("#", "$SYS/x", false), ("+/x", "$SYS/x", false),
        ("$SYS/#", "$SYS/x", true), ("+", "a/b", false), ("a/+/c", "a//c", true),
        ("$share/g/a/+", "a/b", true), ("a", "a/", false),
    ])
    func `a filter matches as the specification says [MQTT-4.7.2-1]`(
        filter: String, topic: String, isMatch: Bool
    ) {
        #expect(TopicFilter(filter).matches(topic) == isMatch)
    }

    @Test func `every error is one line that says something`() {
        let server = "localhost:1883"
        let errors: [MQTTClientError] = [
            .refused(server: server, reason: .notAuthorized, detail: nil),
            .unreachable(server: server, reason: "Connection refused"),
            .tls(server: server, .hostNameMismatch(host: "localhost")),
            .file(path: "/x", purpose: .privateKey, reason: "Permission denied"),
            .timeout(server: server, operation: .connect, after: .seconds(3)),
            .notConnected(server: server), .alreadyConnected(server: server), .disconnected,
            .cancelled, .publishRefused(topic: "a", reason: .quotaExceeded),
            .invalid(field: "topic", value: "+", reason: "no"),
            .packetTooLarge(bytes: 3, limit: 2),
        ]
        for error in errors {
            #expect(error.description.count > 10)
            #expect(!error.description.contains("\n"))
        }
    }
}
