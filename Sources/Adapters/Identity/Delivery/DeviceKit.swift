/// Everything that one device needs, in one folder beside its certificate and key.
///
/// File names are the same for every device, so that firmware and scripts need no change.
package struct DeviceKit: Sendable {
    /// What the folder holds beside the three files that every kit has.
    package enum Part: String, CaseIterable, Sendable {
        /// One PEM file with key, certificate and authority.
        case bundle
        /// Settings for Mongoose OS, as a file and as a script for its `mos`.
        case mongoose
        /// A C header for Arduino and ESP-IDF.
        case arduino
    }

    /// Where the broker is reached.
    package struct Broker: Hashable, Sendable {
        /// A DNS name or an address.
        package let host: String
        /// Where it speaks TLS.
        package let port: UInt16

        /// A broker at this place.
        package init(host: String, port: UInt16 = 8_883) {
            self.host = host
            self.port = port
        }

        /// `HOST:PORT`, with brackets around an IPv6 address.
        package var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// The folder.
    package let path: String
    /// The device's name.
    let name: String
    let parts: [Part]
    let broker: Broker

    /// A kit beside the certificate of this name; nothing is written yet.
    package init(
        _ name: String, in folder: String, parts: [Part] = Part.allCases, broker: Broker
    ) {
        path = Self.path(name, in: folder)
        self.name = name
        self.parts = parts
        self.broker = broker
    }

    /// Where the kit of a name lies.
    package static func path(_ name: String, in folder: String) -> String {
        "\(folder)/\(name)-device"
    }

    /// The parts of a kit that is there; nil without one.
    package static func parts(of name: String, in folder: String) -> [Part]? {
        let path = Self.path(name, in: folder)
        guard AtomicFile.exists("\(path)/\(KitFile.certificate)") else { return nil }
        return Part.allCases.filter { AtomicFile.exists("\(path)/\($0.mark)") }
    }

    /// Writes the files, each whole; those that are there are replaced. Names those that were made.
    package func write(from store: IdentityStore) throws(IdentityError) -> [String] {
        let content = try KitContent(reading: name, from: store, broker: broker)
        try AtomicFile.makePrivateFolder(path)
        var files = [
            KitFile(KitFile.authority, content.authority, isSecret: false),
            KitFile(KitFile.certificate, content.certificate, isSecret: false),
            KitFile(KitFile.key, content.key, isSecret: true),
        ]
        for part in parts { files += content.files(part) }
        for file in files {
            try AtomicFile.write(
                Array(file.text.utf8), to: "\(path)/\(file.name)",
                mode: file.isSecret ? KeyFile.mode : CertificateFile.mode, replacing: true)
        }
        return files.map(\.name)
    }
}

extension DeviceKit.Part {
    /// The file by which the part is known to be there.
    fileprivate var mark: String {
        switch self {
        case .bundle: KitFile.bundle
        case .mongoose: KitFile.mongooseSettings
        case .arduino: KitFile.header
        }
    }
}
