internal import ApusClient
internal import ArgumentParser

/// The options that `pub` and `sub` share, spelt as mosquitto's clients spell them.
struct ConnectionOptions: ParsableArguments {
    @Option(name: .customShort("h"), parsing: .unconditional, help: "The broker's host.")
    var host: String?

    @Option(
        name: .customShort("p"), parsing: .unconditional,
        help: "The broker's port. (default: 1883, with TLS 8883)")
    var port: Int?

    @Option(
        name: .customShort("L"), parsing: .unconditional,
        help: "All in one: mqtt(s)://[user[:password]@]host[:port]/topic.")
    var url: String?

    @Option(name: .customShort("i"), parsing: .unconditional, help: "The client identifier.")
    var clientID: String?

    @Option(name: .customShort("u"), parsing: .unconditional, help: "The user name.")
    var userName: String?

    @Option(name: .customShort("P"), parsing: .unconditional, help: "The password.")
    var password: String?

    @Flag(
        name: .customLong("scram"),
        help: "Prove the password by SCRAM-SHA-256 instead of sending it (MQTT 5).")
    var provesPassword = false

    @Option(
        name: .customShort("V"), parsing: .unconditional,
        help: "The protocol: mqttv31, mqttv311, mqttv5, or 31, 311, 5. (default: mqttv311)")
    var version: String?

    @Option(name: .customShort("k"), parsing: .unconditional, help: "Keep-alive in seconds.")
    var keepAlive = 60

    @Flag(name: .customShort("c"), help: "Keep the session when the client leaves.")
    var keepsSession = false

    @Option(
        name: .customShort("x"), parsing: .unconditional,
        help: "Seconds until the session expires, -1 for never (MQTT 5).")
    var sessionExpiry: Int64?

    @Flag(name: .customShort("d"), help: "Print each packet.")
    var isDebugging = false

    @Flag(name: .customLong("quiet"), help: "Print no error messages.")
    var isQuiet = false

    @Option(name: .customLong("will-topic"), parsing: .unconditional, help: "The will's topic.")
    var willTopic: String?

    @Option(
        name: .customLong("will-payload"), parsing: .unconditional, help: "The will's payload.")
    var willPayload: String?

    @Option(name: .customLong("will-qos"), parsing: .unconditional, help: "The will's QoS.")
    var willQoS = 0

    @Flag(name: .customLong("will-retain"), help: "The broker keeps the will.")
    var isWillRetained = false

    @OptionGroup(title: "TLS options")
    var security: SecurityOptions
}
