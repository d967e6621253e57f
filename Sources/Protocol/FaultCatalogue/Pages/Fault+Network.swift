/// On the way.
extension Fault {
    static let hostUnknown = Fault(
        .hostUnknown, "The broker's name is unknown",
        symptoms: [
            "mosquitto_pub": "Error: Lookup error.",
            "openssl s_client": "BIO_lookup_ex: Name or service not known",
            "Python": "socket.gaierror: [Errno -2] Name or service not known",
            "Node, MQTT.js": "getaddrinfo ENOTFOUND …",
        ],
        cause: "No DNS server, and no line of /etc/hosts, knows the name; or the network is down.",
        cure: "Write the name right, or enter it where the machine looks names up.",
        commands: ["getent hosts HOST", "echo '192.168.4.1 mqtt.example' >> /etc/hosts"],
        reference: "RFC 1035; getaddrinfo(3), EAI_NONAME")

    static let hostElsewhere = Fault(
        .hostElsewhere, "The name leads to another machine than the broker's",
        symptoms: [
            "mosquitto_pub": "Error: Connection refused, or: Error: host name verification failed.",
            "getent hosts": "an address that is not the broker's",
        ],
        cause: """
            The name belongs to somebody on the Internet (mqtt.com does), or has an old address, \
            or has an IPv6 address on which the broker does not listen. Inside the project's own \
            network a private DNS server answers otherwise.
            """,
        cure: """
            Use a name of one's own that leads to the broker everywhere, such as broker.home.arpa.
            """,
        commands: ["getent ahosts HOST", "apus doctor HOST"],
        reference: "RFC 8375 (home.arpa); RFC 6761")

    static let nobodyListens = Fault(
        .nobodyListens, "Nobody listens at the port",
        symptoms: [
            "mosquitto_pub": "Error: Connection refused",
            "openssl s_client": "BIO_connect:connect error … Connection refused",
            "Python": "ConnectionRefusedError: [Errno 111] Connection refused",
            "gnutls-cli": "Could not connect to …: Connection refused",
            "Node, MQTT.js": "connect ECONNREFUSED …",
            "BearSSL, Mbed TLS": "MBEDTLS_ERR_NET_CONNECT_FAILED (-0x0044)",
        ],
        cause: """
            The broker is not running, did not start because of an error in its configuration, \
            listens at another port, or on 127.0.0.1 only, as mosquitto 2 does without a listener.
            """,
        cure: "Start it, and look where it listens.",
        commands: ["ss -ltnp | grep -E ':(1883|8883)'", "journalctl -u mosquitto -n 20"],
        reference: "mosquitto.conf(5), listener; mosquitto 2.0 migration notes")

    static let noAnswer = Fault(
        .noAnswer, "No answer comes",
        symptoms: [
            "mosquitto_pub": "Error: Connection timed out, or nothing at all",
            "openssl s_client": "CONNECTED(00000003), and then nothing",
            "Python": "TimeoutError: [Errno 110] Connection timed out",
            "Node, MQTT.js": "connack timeout",
        ],
        cause: """
            A firewall drops the packets, the machine is off, or what listens there waits for \
            something else (a TLS server for a plain client's TLS).
            """,
        cure: "Open the port in the firewall, and see that the machine answers at all.",
        commands: ["ping HOST", "nc -vz HOST 8883"],
        reference: "connect(2), ETIMEDOUT")

    static let somethingBetween = Fault(
        .somethingBetween, "A web server, proxy or login page answers in the broker's place",
        symptoms: [
            "openssl s_client": "error:0A00010B:SSL routines::wrong version number",
            "mosquitto_pub": """
            Error: A network protocol error occurred when communicating with the broker.
            """,
            "Python ssl": "[SSL: WRONG_VERSION_NUMBER] wrong version number",
            "the bytes": "HTTP/1.1 400 Bad Request",
        ],
        cause: """
            What answers speaks HTTP: the port is a web server's, a reverse proxy takes the \
            connection for HTTP, or a network's login page catches everything.
            """,
        cure: """
            Connect to the broker's own port. A reverse proxy must pass MQTT through as TCP \
            (nginx: stream, not http).
            """,
        commands: ["curl -v http://HOST:PORT/"],
        reference: "RFC 9110 section 15.5.1; nginx ngx_stream_proxy_module")

    static let notMQTT = Fault(
        .notMQTT, "What answers there does not speak MQTT",
        symptoms: [
            "mosquitto_pub": """
            Error: A network protocol error occurred when communicating with the broker.
            """,
            "paho (Python)": "rc 2 MQTT_ERR_PROTOCOL",
            "Node, MQTT.js": "Invalid header flag bits",
            "apus": "broke the protocol",
        ],
        cause: """
            The connection and, where it is used, TLS are fine, but the first bytes that come are \
            no CONNACK: another service has the port, or the listener speaks MQTT over WebSocket.
            """,
        cure: "Use the broker's port for MQTT over TCP.",
        commands: ["apus doctor HOST:PORT"],
        reference: "MQTT 5.0 section 3.2")
}
