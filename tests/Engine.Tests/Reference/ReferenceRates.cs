using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Tests.Reference;

/// <summary>The learning rate of each row, in double.</summary>
internal readonly record struct ReferenceRates(double Rate, RowRates Shares)
{
    public double Input(int id) => Rate * Shares.Input(id);

    public double Output(int id) => Rate * Shares.Output(id);

    public double Node(int node) => Rate * Shares.Node(node);
}
