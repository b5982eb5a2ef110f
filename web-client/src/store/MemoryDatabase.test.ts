import { databaseContract } from './Database.contract.ts';
import { MemoryDatabase } from './MemoryDatabase.ts';

databaseContract('MemoryDatabase', () => Promise.resolve(new MemoryDatabase()), false);
