/// A client's files and options.
package struct ClientSide: Hashable, Sendable {
    /// What its MQTT version is.
    package enum Version: Hashable, Sendable {
        case v311
        case v5
    }

    /// The name or address by which it connects.
    package var host = "localhost"
    /// Whether it speaks TLS.
    package var usesTLS = true
    /// Whom it trusts; nil for the system's authorities.
    package var authorities: String?
    /// Its certificate.
    package var certificate: String?
    /// Its key, or where in a token it is.
    package var key: String?
    /// The newest TLS that it speaks, such as `tlsv1.2`; nil for all.
    package var newestTLS: String?
    /// Whether it is a device that speaks one cipher suite only.
    package var isDevice = false
    /// Its user name and password.
    package var user: (String, String)? {
        get { userName.map { ($0, password) } }
        set { (userName, password) = (newValue?.0, newValue?.1 ?? "") }
    }
    /// Its user name.
    package var userName: String?
    /// Its password.
    package var password = ""
    /// Its client identifier.
    package var clientID = "sensor-1"
    /// Whether it asks for a clean session.
    package var isClean = true
    /// The longest silence it asks for.
    package var keepAliveSeconds = 60
    /// Which MQTT it speaks.
    package var version = Version.v5
}
