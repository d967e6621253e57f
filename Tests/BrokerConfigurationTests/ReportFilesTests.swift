import BrokerConfiguration
import BrokerCore
import Testing

@Test func `the lab's confTP.conf reads as it stands`() throws {
    let read = try ConfigurationReader.read(text: fixture("confTP.conf"), file: "confTP.conf")
    #expect(read.warnings == [])
    #expect(
        read.settings.listeners == [
            ListenerSettings(
                address: .tcp(host: nil, port: 8883),
                tls: TLSSettings(
                    certificateFile: "/etc/mosquitto/certs/broker.crt",
                    keyFile: "/etc/mosquitto/mytls/broker.key",
                    certificateAuthorityFile: "/etc/mosquitto/ca_certificates/ca.crt",
                    requiresCertificate: true),
                isAnonymousAllowed: true)
        ])
}

@Test func `the sensor project's mosquitto.conf reads as it stands`() throws {
    try withFolder(["local.conf": "max_queued_messages 50\r\n"]) { folder in
        let text = try fixture("sensor-project.conf")
            .replacing("/etc/mosquitto/conf.d", with: folder)
        let read = try ConfigurationReader.read(text: text, file: "mosquitto.conf")
        #expect(read.warnings == [])
        #expect(read.settings.limits.queuedMessagesMax == 50)
        #expect(read.settings.processIDFile == "/var/run/mosquitto.pid")
        #expect(read.settings.persistence.isEnabled)
        #expect(read.settings.persistence.location == "/var/lib/mosquitto/")
        #expect(
            read.settings.logging.destinations == [.file(path: "/var/log/mosquitto/mosquitto.log")])
        #expect(read.settings.logging.types == .all)
        let listener = try #require(read.settings.listeners.first)
        #expect(read.settings.listeners.count == 1)
        #expect(!listener.isAnonymousAllowed)
        #expect(listener.passwordFile == "/etc/mosquitto/passwd")
        #expect(listener.tls?.minimumVersion == .tls12)
        #expect(listener.tls?.userNameFromCertificate == .commonName)
        #expect(listener.tls?.requiresCertificate == true)
    }
}
