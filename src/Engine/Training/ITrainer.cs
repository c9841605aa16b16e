namespace StreamW2V.Engine.Training;

/// <summary>Trains batches; not to be shared between threads.</summary>
internal interface ITrainer
{
    /// <summary>The losses it measures.</summary>
    LossMeter Loss { get; }

    /// <summary>Where its time goes.</summary>
    WorkMeter Work { get; }

    /// <summary>Trains every sentence of a batch, in order.</summary>
    void Train(TrainingBatch batch);
}
