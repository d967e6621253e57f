import MQTTPackets
import Testing

@Test func `a higher quality of service compares greater`() {
    #expect(QoS.atMostOnce < .exactlyOnce)
}
