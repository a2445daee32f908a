public import HashTreeCollections
public import JSON

extension TreeDictionary: UnorderedMembers {}
