/// One file of a device's kit.
struct KitFile {
    static let authority = "ca.crt"
    static let certificate = "device.crt"
    static let key = "device.key"
    static let bundle = "bundle.pem"
    static let mongooseSettings = "mongoose.json"
    static let mongooseScript = "mongoose.sh"
    static let header = "identity.h"

    let name: String
    let text: String
    /// Whether the private key is in it.
    let isSecret: Bool

    init(_ name: String, _ text: String, isSecret: Bool) {
        self.name = name
        self.text = text
        self.isSecret = isSecret
    }
}
