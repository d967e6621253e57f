import ArgumentParser
import Identity

extension KeyType: ExpressibleByArgument {}
extension DeviceKit.Part: ExpressibleByArgument {}
