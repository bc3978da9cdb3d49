import { aliasOf } from '../../../define-command';
import command from '../../gossip/zone/key/import';

export default aliasOf(command, 'zone key import');
