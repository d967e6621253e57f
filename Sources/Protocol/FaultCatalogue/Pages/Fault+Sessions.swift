/// After the handshake.
extension Fault {
    static let credentialsRefused = Fault(
        .credentialsRefused, "User name or password is wrong",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: not authorised.",
            "mosquitto_pub, MQTT 5": "Connection error: Not authorized",
            "paho (Python)": "rc 4 (bad user name or password), rc 5 (not authorised)",
            "Node, MQTT.js": "Connection refused: Bad username or password",
            "mosquitto (log)": "Client … disconnected, not authorised.",
        ],
        cause: """
            CONNACK says 4 (MQTT 3.1.1) or 0x86 (MQTT 5); mosquitto says 'not authorised' for a \
            wrong password too. The broker's log says which of the two was wrong.
            """,
        cure: "Give the right ones, or set the password again and let the broker read the file.",
        commands: [
            "mosquitto_passwd -b /etc/mosquitto/passwd USER PASSWORD", "pkill -HUP -x mosquitto",
        ],
        reference: "MQTT 3.1.1 section 3.2.2.3; MQTT 5.0 section 3.2.2.2")

    static let notAuthorized = Fault(
        .notAuthorized, "The client may not do what it asks for",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: not authorised.",
            "mosquitto_pub, MQTT 5": "Connection error: Not authorized",
            "paho (Python)": "rc 5 (not authorised)",
            "Node, MQTT.js": "Connection refused: Not authorized",
            "mosquitto (log)": "Client … disconnected, not authorised.",
        ],
        cause: """
            The broker lets nobody in without a name (allow_anonymous is false since mosquitto 2), \
            or its access rules forbid this client.
            """,
        cure: "Give a user name and password or a certificate, or change the broker's rules.",
        commands: ["apus pub -u USER -P PASSWORD …", "allow_anonymous true   (in mosquitto.conf)"],
        reference: "MQTT 3.1.1 section 3.2.2.3 (5); MQTT 5.0 section 3.2.2.2 (0x87)")

    static let versionRefused = Fault(
        .versionRefused, "The broker does not speak this version of MQTT",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: unacceptable protocol version.",
            "mosquitto_pub, MQTT 5": "Connection error: Unsupported Protocol Version",
            "paho (Python)": "rc 1 (incorrect protocol version)",
            "mosquitto (log)": "Invalid protocol version … in CONNECT from …",
        ],
        cause: "The client speaks MQTT 5 and the broker knows 3.1.1 only, or the reverse.",
        cure: "Choose another version at the client.",
        commands: ["mosquitto_pub -V mqttv311 …", "apus pub -V 3.1.1 …"],
        reference: "MQTT 3.1.1 section 3.1.2.2; MQTT 5.0 section 3.1.2.2 (0x84)")

    static let clientIDRefused = Fault(
        .clientIDRefused, "The broker does not take the client identifier",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: identifier rejected.",
            "mosquitto_pub, MQTT 5": "Connection error: Client Identifier not valid",
            "paho (Python)": "rc 2 (invalid client identifier)",
            "Node, MQTT.js": "Connection refused: Identifier rejected",
        ],
        cause: """
            The identifier is empty, and the client asks for a session that outlives the \
            connection or the broker allows no empty ones; or it is too long, or forbidden.
            """,
        cure: "Give each client an identifier of its own.",
        commands: ["mosquitto_pub -i sensor-1 …", "apus pub -i sensor-1 …"],
        reference: "MQTT 3.1.1 section 3.1.3.1; MQTT 5.0 section 3.1.3.1 (0x85)")

    static let brokerUnavailable = Fault(
        .brokerUnavailable, "The broker takes no clients just now",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: broker unavailable.",
            "mosquitto_pub, MQTT 5": "Connection error: Server unavailable",
            "paho (Python)": "rc 3 (server unavailable)",
            "Node, MQTT.js": "Connection refused: Server unavailable",
        ],
        cause: "It is starting, stopping, overloaded, or has as many clients as it may have.",
        cure: "Try again later; the broker's log says what it lacks.",
        commands: ["journalctl -u mosquitto -n 20"],
        reference: "MQTT 3.1.1 section 3.2.2.3 (3); MQTT 5.0 section 3.2.2.2 (0x88, 0x89)")

    static let keepAliveRefused = Fault(
        .keepAliveRefused, "The client's keep-alive is longer than the broker allows",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: identifier rejected.",
            "mosquitto (log)": "Client … disconnected, keepalive too long (or 0)",
            "apus broker (log)": "keep alive … s is above max_keepalive … s",
        ],
        cause: """
            The broker has max_keepalive. An MQTT 5 client is told the broker's value and goes on \
            with it; a 3.1.1 client cannot be told, and is refused as if its identifier were bad.
            """,
        cure: "Ask for a shorter keep-alive, or raise max_keepalive.",
        commands: ["mosquitto_pub -k 60 …", "apus pub -k 60 …"],
        reference: "MQTT 5.0 section 3.2.2.3.14; mosquitto.conf(5), max_keepalive")

    static let takenOver = Fault(
        .takenOver, "Another client uses the same client identifier",
        symptoms: [
            "mosquitto (log)": "Client … already connected, closing old connection.",
            "mosquitto_sub, MQTT 5": "Session taken over (0x8E)",
            "client": "connects and is disconnected again and again",
        ],
        cause: """
            A broker keeps one connection for each identifier; the newer one ends the older one, \
            whose program connects again and ends the newer one.
            """,
        cure: "Give each client an identifier of its own, for instance its serial number.",
        commands: ["mosquitto_sub -i $(hostname)-1 …"],
        reference: "MQTT 3.1.1 [MQTT-3.1.4-2]; MQTT 5.0 section 3.14.2.1 (0x8E)")

    static let connectRefused = Fault(
        .connectRefused, "The broker refused the connection for another reason, which it names",
        symptoms: [
            "mosquitto_pub, MQTT 5": """
            Connection error: Banned, Quota exceeded, Packet too large, …
            """,
            "apus": "refused the connection: … (0x8A)",
        ],
        cause: "CONNACK of MQTT 5 has a reason code for each case; the message names it.",
        cure: "Do what the reason asks for; the broker's log says more.",
        commands: ["apus doctor HOST"],
        reference: "MQTT 5.0 section 3.2.2.2")

    static let openToAnybody = Fault(
        .openToAnybody, "Anybody may connect, from anywhere",
        symptoms: [
            "apus doctor": "lets anybody in",
            "mosquitto (log)": "New client connected from … as … (p2, c1, k60).",
            "shodan.io": "MQTT Connection Code: 0",
        ],
        cause: """
            The listener is reachable from other machines, allows anonymous clients and asks for \
            no certificate. Who finds the port reads and writes everything.
            """,
        cure: "Ask for certificates or passwords, or listen on 127.0.0.1 only.",
        commands: [
            "require_certificate true   (in mosquitto.conf)",
            "listener 1883 127.0.0.1   (in mosquitto.conf)",
        ],
        reference: "MQTT 5.0 section 5.4.1; OWASP IoT top ten, I2")

    static let secretsInPlainText = Fault(
        .secretsInPlainText, "Passwords cross the network in plain text",
        symptoms: [
            "tshark -Y mqtt.passwd": "Password: …",
            "apus doctor": "passwords",
            "mosquitto (log)": "New client connected from … as … (p2, c1, k60, u'…').",
        ],
        cause: """
            The listener checks user names and passwords without TLS, and is reachable from other \
            machines. Whoever sees the packets reads the password, and may use it.
            """,
        cure: "Let the listener speak TLS, or prove passwords by SCRAM.",
        commands: ["apus cert server HOST", "apus pub --scram …"],
        reference: "MQTT 5.0 section 5.4.5; RFC 5802")

    static let configurationRefused = Fault(
        .configurationRefused, "The broker's configuration cannot be used",
        symptoms: [
            "mosquitto": "Error: Unknown configuration variable \"…\".",
            "mosquitto, next line": "Error found at …:….",
            "apus broker": "mosquitto.conf:…: unknown option '…'; did you mean '…'?",
        ],
        cause: "A line of it is misspelt, stands in the wrong place, or has a value that is none.",
        cure: "Mend the line that is named, and try the file without starting a broker.",
        commands: ["apus doctor mosquitto.conf"],
        reference: "mosquitto.conf(5)")
}
