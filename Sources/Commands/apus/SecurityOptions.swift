internal import ApusClient
internal import ArgumentParser

/// The options of TLS, spelt as mosquitto's clients spell them.
struct SecurityOptions: ParsableArguments {
    @Option(
        name: .customLong("cafile"), parsing: .unconditional,
        help: "The CA certificates to trust (PEM); switches TLS on.")
    var authorities: String?

    @Flag(
        name: .customLong("tls-use-os-certs"),
        help: "Trust the system's CA certificates; switches TLS on.")
    var trustsSystem = false

    @Option(
        name: .customLong("cert"), parsing: .unconditional, help: "The client's certificate (PEM).")
    var certificate: String?

    @Option(name: .customLong("key"), parsing: .unconditional, help: "The client's key (PEM).")
    var key: String?

    @Flag(
        name: .customLong("insecure"),
        help: "Do not check that the broker's certificate names the host.")
    var isInsecure = false

    @Option(
        name: .customLong("tls-version"), parsing: .unconditional,
        help: "The TLS version: tlsv1.3, tlsv1.2 or tlsv1.1.")
    var version: String?

    /// Nil without any option that asks for TLS.
    ///
    /// Mosquitto's clients speak plain MQTT when only `--cert` and `--key` are given; here the
    /// system's authorities are trusted then, since whoever gives a certificate wants TLS.
    func configuration(isRequired: Bool) throws(ClientFailure) -> TLSConfiguration? {
        if (certificate == nil) != (key == nil) {
            throw .usage("Both certfile and keyfile must be provided if one of them is set.")
        }
        guard isRequired || authorities != nil || trustsSystem || certificate != nil else {
            return nil
        }
        var configuration = TLSConfiguration(
            trustRoots: authorities.map { .file($0) } ?? .system,
            certificateChainFile: certificate, privateKeyFile: key,
            verification: isInsecure ? .withoutHostName : .full)
        switch version {
        case nil: break
        case "tlsv1.3": (configuration.minimumVersion, configuration.maximumVersion) = (.v13, .v13)
        case "tlsv1.2": (configuration.minimumVersion, configuration.maximumVersion) = (.v12, .v12)
        case "tlsv1.1": (configuration.minimumVersion, configuration.maximumVersion) = (.v11, .v11)
        case .some(let other):
            throw .usage("Unknown TLS version '\(other)'; use tlsv1.3, tlsv1.2 or tlsv1.1.")
        }
        return configuration
    }
}
