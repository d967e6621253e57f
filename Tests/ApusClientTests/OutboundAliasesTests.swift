import ApusClient
import MQTTPackets
import Testing

@Suite struct `The aliases that a client sends` {
    @Test func `the first topics get them, and keep them`() {
        var aliases = OutboundAliases(maximum: 2)
        let sent = ["first", "second", "third", "first", "third"].map {
            aliases.shorten(Publish(topic: $0), bytesMax: nil)
        }
        #expect(sent.map(\.topic) == ["first", "second", "third", "", "third"])
        #expect(sent.map(\.properties.topicAlias) == [1, 2, nil, 1, nil])
    }

    @Test func `a topic that is no longer than its alias gets none`() {
        var aliases = OutboundAliases(maximum: 2)
        for _ in 1...2 {
            let publish = Publish(topic: "abc")
            #expect(aliases.shorten(publish, bytesMax: nil) == publish)
        }
    }

    @Test func `a packet is not made longer than allowed`() {
        var aliases = OutboundAliases(maximum: 2)
        let publish = Publish(topic: "topic")
        var bytes: [UInt8] = []
        publish.encode(into: &bytes, version: .v5)
        #expect(aliases.shorten(publish, bytesMax: bytes.count + 2) == publish)
        #expect(aliases.shorten(publish, bytesMax: bytes.count + 3).properties.topicAlias == 1)
    }

    @Test func `without a maximum every topic goes in full`() {
        var aliases = OutboundAliases(maximum: 0)
        let publish = Publish(topic: "topic")
        for _ in 1...2 { #expect(aliases.shorten(publish, bytesMax: nil) == publish) }
    }
}
