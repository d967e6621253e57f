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

    @Option(
        name: .customLong("key"), parsing: .unconditional,
        help: ArgumentHelp(
            "The client's key: a PEM file, or where it is in a token (RFC 7512).",
            discussion: "In a token: pkcs11:token=LABEL;object=LABEL?pin-source=FILE",
            valueName: "file|pkcs11:…"))
    var key: String?

    @Flag(
        name: .customLong("insecure"),
        help: "Do not check that the broker's certificate names the host.")
    var isInsecure = false

    @Option(
        name: .customLong("tls-version"), parsing: .unconditional,
        help: "The TLS version: tlsv1.3, tlsv1.2 or tlsv1.1.")
    var version: String?

    @Option(
        name: .customLong("device-profile"),
        help: "Speak TLS as such a device does, and no better: esp8266.")
    var deviceProfile: String?

    /// Nil without any option that asks for TLS.
    ///
    /// Mosquitto's clients speak plain MQTT when only `--cert` and `--key` are given; here the
    /// system's authorities are trusted then, since whoever gives a certificate wants TLS.
    func configuration(isRequired: Bool) throws(ClientFailure) -> TLSConfiguration? {
        if (certificate == nil) != (key == nil) {
            throw .usage("Both certfile and keyfile must be provided if one of them is set.")
        }
        if let key { TokenCaution.warn(of: key) }
        guard isRequired || authorities != nil || trustsSystem || certificate != nil else {
            return nil
        }
        var configuration = TLSConfiguration(
            trustRoots: authorities.map { .file($0) } ?? .system,
            certificateChainFile: certificate, privateKeyFile: key,
            verification: isInsecure ? .withoutHostName : .full)
        if let deviceProfile {
            guard let profile = TLSConfiguration.DeviceProfile(rawValue: deviceProfile) else {
                let names = TLSConfiguration.DeviceProfile.allCases.map(\.rawValue)
                throw .usage(
                    "Unknown device profile '\(deviceProfile)'; use "
                        + names.joined(separator: " or ") + ".")
            }
            if version != nil {
                throw .usage("--device-profile says the TLS version; leave --tls-version out.")
            }
            configuration.limit(to: profile)
        }
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
