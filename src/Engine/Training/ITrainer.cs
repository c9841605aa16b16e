namespace StreamW2V.Engine.Training;

/// <summary>Trains batches; not to be shared between threads.</summary>
internal interface ITrainer
{
    /// <summary>The losses it measures.</summary>
    LossMeter Loss { get; }

    /// <summary>The losses of sentences that it scores before it trains them.</summary>
    LossMeter Prequential { get; }

    /// <summary>Where its time goes.</summary>
    WorkMeter Work { get; }

    /// <summary>Trains every sentence of a batch, in order.</summary>
    /// <exception cref="DivergenceException">A loss that was measured on the way is not finite.</exception>
    void Train(TrainingBatch batch);
}
