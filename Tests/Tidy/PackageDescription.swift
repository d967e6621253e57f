import Foundation

/// What `swift package dump-package` says about targets, as far as the floors need it.
struct PackageDescription: Decodable {
    let targets: [Target]
    let dependencies: [Origin]

    /// A target and the names of what it may import.
    struct Target: Decodable {
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]
    }

    /// `{"byName": ["MQTTPackets", null]}`, and likewise `target` and `product`.
    struct Dependency: Decodable {
        let name: String

        init(name: String) { self.name = name }

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.singleValueContainer().decode([String: [Part]].self)
            guard let name = kinds.values.first?.first?.text else {
                let context = DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "a dependency without a name")
                throw DecodingError.dataCorrupted(context)
            }
            self.name = name
        }
    }

    /// `{"sourceControl": [{"identity": "swift-nio", …}]}`, and likewise `fileSystem`.
    struct Origin: Decodable {
        let identity: String

        private struct Description: Decodable {
            let identity: String
        }

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.singleValueContainer().decode([String: [Description]].self)
            guard let identity = kinds.values.first?.first?.identity else {
                let context = DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "a package without identity")
                throw DecodingError.dataCorrupted(context)
            }
            self.identity = identity
        }
    }

    /// One element of a dependency's list; all but the name are of no interest.
    private struct Part: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)  // else not the name
        }
    }
}
