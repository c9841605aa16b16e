namespace StreamW2V.Engine.Sampling;

/// <summary>One inner-node vector that a second node of a fresh tree starts from.</summary>
/// <param name="Source">The row it is copied from.</param>
/// <param name="Destination">The row it is copied to.</param>
/// <param name="Negate">Whether its sign changes on the way.</param>
internal readonly record struct NodeCopy(int Source, int Destination, bool Negate);
